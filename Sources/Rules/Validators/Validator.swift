/// A check digit, a checksum or a syntax that a match must pass. Each names the standard or the office that says so.
///
/// None of them reads a clock: a date of birth must exist, not lie in the past. A number of one digit over and over is
/// refused by all, whatever its check digit: it is nobody's.
public enum Validator: String, CaseIterable, Sendable {
    // MARK: Cards, accounts, devices

    /// ISO/IEC 7812-1 annex B, 12 to 19 digits.
    case luhn
    /// 3GPP TS 23.003 §6.2.1: 15 digits with the check digit of ISO/IEC 7812-1.
    case imei
    /// ISO 13616: length by country and mod 97.
    case iban

    // MARK: China

    /// GB 11643-1999: region by the coding of GB/T 2260, date of birth, check character.
    case cnResidentID = "cn-resident-id"
    /// The 15 digits of GB 11643-1989: region and date of birth of the years 1900 to 1999; no check digit.
    case cnResidentID15 = "cn-resident-id-15"
    /// Foreigner's permanent residence: since 2017 a 9, province, country (GB/T 2659), date of birth and the check
    /// character of GB 11643; before that three letters for the country and twelve digits, the first two the province.
    case cnForeignerID = "cn-foreigner-id"
    /// GB 32100-2015 unified social credit code.
    case cnUSCC = "cn-uscc"
    /// GB 11714-1997: eight digits or letters and a check character.
    case cnOrganisation = "cn-org-code"
    /// Taxpayer numbers: region and organisation code (15), unified social credit code (18), resident identity number
    /// and two digits (20).
    case cnTax = "cn-tax"
    /// Hong Kong identity card: one or two letters, six digits, check character modulo 11.
    case hkID = "hk-id"
    /// National identification number of Taiwan: a letter, nine digits, modulo 10.
    case twID = "tw-id"
    /// Resident certificate number of Taiwan, before 2021 with two letters, since then with 8 or 9 as its first digit.
    case twARC = "tw-arc"

    // MARK: The Americas

    /// SSA POMS RM 10201.035: areas 000, 666 and 900 to 999, group 00 and serial 0000 are never given out; nor are the
    /// numbers that were printed as samples.
    case usSSN = "us-ssn"
    /// Social insurance number of Canada: nine digits, ISO/IEC 7812-1, none that begins with 0 or 8.
    case caSIN = "ca-sin"
    /// Clave Única de Registro de Población of Mexico: date, sex, state, check digit.
    case mxCURP = "mx-curp"
    /// Cadastro de Pessoas Físicas of Brazil: eleven digits, two of them check digits modulo 11.
    case brCPF = "br-cpf"
    /// Cadastro Nacional da Pessoa Jurídica of Brazil, with letters since 2026 (IN RFB 2.229/2024).
    case brCNPJ = "br-cnpj"
    /// CUIT and CUIL of Argentina: kind, eight digits, check digit modulo 11.
    case arCUIT = "ar-cuit"
    /// Rol Único Tributario of Chile: seven or eight digits, check character modulo 11.
    case clRUT = "cl-rut"

    // MARK: Europe

    /// NHS number of England, Wales and the Isle of Man: ten digits, modulo 11.
    case ukNHS = "uk-nhs"
    /// National insurance number, HMRC NIM39110: prefixes that are given out, suffix A to D.
    case ukNINO = "uk-nino"
    /// Personal public service number of Ireland: seven digits, check letter modulo 23, since 2013 a second letter.
    case iePPS = "ie-pps"
    /// Steuerliche Identifikationsnummer, § 139b AO: ISO/IEC 7064 mod 11,10, and how often digits may recur.
    case deSteuerID = "de-steuerid"
    /// Serial number of German identity cards and passports with its check digit by ICAO 9303.
    case dePersonalausweis = "de-personalausweis"
    /// Numéro d'inscription au répertoire of France: fifteen characters, key modulo 97, Corsica's 2A and 2B.
    case frNIR = "fr-nir"
    /// Codice fiscale of a person, D.M. 23 December 1976: date, check letter, digits that letters replace.
    case itCodiceFiscale = "it-codice-fiscale"
    /// Documento nacional de identidad and número de identidad de extranjero of Spain: letter modulo 23.
    case esDNI = "es-dni-nie"
    /// Número de identificação fiscal of Portugal: nine digits, modulo 11.
    case ptNIF = "pt-nif"
    /// Burgerservicenummer of the Netherlands: nine digits, the eleven test.
    case nlBSN = "nl-bsn"
    /// National register and BIS number of Belgium: eleven digits, modulo 97, with a 2 in front since 2000.
    case beNN = "be-nn"
    /// Swiss AHV number: 756 and the check digit of EAN-13.
    case chAHV = "ch-ahv"
    /// Sozialversicherungsnummer of Austria: serial number, check digit modulo 11, date of birth.
    case atSVNR = "at-svnr"
    /// PESEL of Poland: date of birth with the century in its month, modulo 10.
    case plPESEL = "pl-pesel"
    /// Personnummer and samordningsnummer of Sweden: date, ISO/IEC 7812-1.
    case sePersonnummer = "se-personnummer"
    /// Fødselsnummer, D number and H number of Norway: date, two check digits modulo 11.
    case noFodselsnummer = "no-fodselsnummer"
    /// Henkilötunnus of Finland: date, sign of the century, check character modulo 31; no temporary ones.
    case fiHETU = "fi-hetu"
    /// CPR number of Denmark: a date of the century that its seventh digit says. No check digit since 2007.
    case dkCPR = "dk-cpr"
    /// INN of Russia: ten digits for organisations, twelve for people, modulo 11.
    case ruINN = "ru-inn"
    /// SNILS of Russia: nine digits and two check digits modulo 101.
    case ruSNILS = "ru-snils"

    // MARK: Asia, Africa, Oceania

    /// T.C. kimlik numarası of Turkey: eleven digits, two of them check digits.
    case trKimlik = "tr-kimlik"
    /// Mispar zehut of Israel: nine digits, ISO/IEC 7812-1.
    case ilID = "il-id"
    /// Identity number of South Africa: date, citizenship, ISO/IEC 7812-1.
    case zaID = "za-id"
    /// Aadhaar of India: twelve digits, the check digit of Verhoeff.
    case inAadhaar = "in-aadhaar"
    /// Permanent account number of India: five letters, of which the fourth says what the holder is, digits, a letter.
    case inPAN = "in-pan"
    /// Individual number of Japan: twelve digits, modulo 11.
    case jpMyNumber = "jp-my-number"
    /// Resident registration number of Korea: date of birth, check digit modulo 11. Numbers given out since October
    /// 2020 have none, and one in ten of them passes.
    case krRRN = "kr-rrn"
    /// NRIC and FIN of Singapore: letter, seven digits, check letter modulo 11.
    case sgNRIC = "sg-nric"
    /// Citizen number of Thailand: thirteen digits, modulo 11.
    case thPIN = "th-pin"
    /// NRIC of Malaysia: date of birth, code of the place of birth; no check digit.
    case myNRIC = "my-nric"
    /// Nomor induk kependudukan of Indonesia: province, date of birth (women's days from 41 on); no check digit.
    case idNIK = "id-nik"
    /// Tax file number of Australia: nine digits, modulo 11.
    case auTFN = "au-tfn"
    /// Medicare number of Australia: eight digits, check digit modulo 10, issue, perhaps the person's place on the card.
    case auMedicare = "au-medicare"
    /// IRD number of New Zealand: eight or nine digits, modulo 11 with two sets of weights.
    case nzIRD = "nz-ird"

    // MARK: Travel documents

    /// The second of the two lines of ICAO 9303 part 4 (passports), or both: five check digits.
    case icaoMRZ = "icao-mrz"

    // MARK: Network

    /// RFC 5321 mailbox syntax, within its lengths.
    case email
    /// A dotted IPv4 address, each part 0 to 255, no leading zeros.
    case ipv4
    /// RFC 4291 textual IPv6 address.
    case ipv6

    // MARK: Crypto-currencies and credentials

    /// Bitcoin's main net: Base58Check of P2PKH and P2SH, Bech32 (BIP 173), Bech32m (BIP 350).
    case bitcoin
    /// `0x` and 40 hexadecimal digits: of one case, or capitals as EIP-55 sets them.
    case ethereum
    /// Base58Check of TRON's main net, which begins with T.
    case tron
    /// See ``Randomness``: characters that a person would hardly have typed.
    case entropy
    /// Tokens of GitHub and npm, whose last six characters are a CRC-32; fine-grained ones by their form.
    case githubToken = "github-token"
    /// RFC 7515 compact form: a header with `alg`, a payload that is a JSON object.
    case jwt
}
