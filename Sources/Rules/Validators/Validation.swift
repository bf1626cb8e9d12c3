extension Validator {
    /// Whether `text` is what the rule takes it for.
    ///
    /// Where ``isCaseSensitive`` says nothing else, letters count in either case. Where people group digits, spaces and
    /// the marks that are usual there are passed over.
    public func accepts(_ text: String) -> Bool {
        let check = check
        return check.accepts(check.reading.units(of: text))
    }

    /// Whether it can tell right from wrong only in a text that still has its capitals.
    public var isCaseSensitive: Bool {
        switch self {
        case .bitcoin, .ethereum, .tron, .githubToken, .jwt: true
        default: false
        }
    }

    /// Whether ``refusesAll(beginningWith:)`` ever says so.
    package var refusesBeginnings: Bool { self == .cnResidentID }

    /// Whether no text is accepted that goes on from `text`, nor one that `text` goes on from.
    package func refusesAll(beginningWith text: String) -> Bool {
        guard refusesBeginnings else { return false }
        return ResidentID.refusesAll(beginningWith: Reading.number.units(of: text))
    }

    /// How a validator reads a match, and what it then asks.
    private var check: Check {
        switch self {
        case .luhn: Check(.number, CardNumber.isValid)
        case .imei: Check(.number, CardNumber.isDevice)
        case .iban: Check(.number, AccountNumber.isValid)

        case .cnResidentID: Check(.number, ResidentID.isValid)
        case .cnResidentID15: Check(.number, ResidentID.isValidOld)
        case .cnForeignerID: Check(.number, ResidentID.isValidForeigner)
        case .cnUSCC: Check(.number, CreditCode.isValid)
        case .cnOrganisation: Check(.number, OrganisationCode.isValid)
        case .cnTax: Check(.number, TaxNumber.isValid)
        case .hkID: Check(.marked, HongKongID.isValid)
        case .twID: Check(.number, TaiwanID.isValid)
        case .twARC: Check(.number, TaiwanID.isValidResident)

        case .usSSN: Check(.number, UnitedStates.isSSN)
        case .caSIN: Check(.number, Canada.isSIN)
        case .mxCURP: Check(.number, Mexico.isCURP)
        case .brCPF: Check(.marked, Brazil.isCPF)
        case .brCNPJ: Check(.marked, Brazil.isCNPJ)
        case .arCUIT: Check(.marked, Argentina.isCUIT)
        case .clRUT: Check(.marked, Chile.isRUT)

        case .ukNHS: Check(.number, UnitedKingdom.isNHS)
        case .ukNINO: Check(.number, UnitedKingdom.isNINO)
        case .iePPS: Check(.number, Ireland.isPPS)
        case .deSteuerID: Check(.marked, Germany.isTaxID)
        case .dePersonalausweis: Check(.number, Germany.isDocument)
        case .frNIR: Check(.marked, France.isNIR)
        case .itCodiceFiscale: Check(.number, Italy.isCodiceFiscale)
        case .esDNI: Check(.marked, Spain.isDNI)
        case .ptNIF: Check(.marked, Portugal.isNIF)
        case .nlBSN: Check(.marked, Netherlands.isBSN)
        case .beNN: Check(.marked, Belgium.isNationalNumber)
        case .chAHV: Check(.marked, Switzerland.isAHV)
        case .atSVNR: Check(.marked, Austria.isSVNR)
        case .plPESEL: Check(.number, Poland.isPESEL)
        case .sePersonnummer: Check(.spaced, Sweden.isPersonnummer)
        case .noFodselsnummer: Check(.number, Norway.isFodselsnummer)
        case .fiHETU: Check(.spaced, Finland.isHETU)
        case .dkCPR: Check(.number, Denmark.isCPR)
        case .ruINN: Check(.number, Russia.isINN)
        case .ruSNILS: Check(.number, Russia.isSNILS)

        case .trKimlik: Check(.number, Turkey.isKimlik)
        case .ilID: Check(.number, Israel.isID)
        case .zaID: Check(.number, SouthAfrica.isID)
        case .inAadhaar: Check(.number, India.isAadhaar)
        case .inPAN: Check(.number, India.isPAN)
        case .jpMyNumber: Check(.number, Japan.isMyNumber)
        case .krRRN: Check(.number, Korea.isRRN)
        case .sgNRIC: Check(.number, Singapore.isNRIC)
        case .thPIN: Check(.number, Thailand.isPIN)
        case .myNRIC: Check(.number, Malaysia.isNRIC)
        case .idNIK: Check(.marked, Indonesia.isNIK)
        case .auTFN: Check(.number, Australia.isTFN)
        case .auMedicare: Check(.marked, Australia.isMedicare)
        case .nzIRD: Check(.number, NewZealand.isIRD)

        case .icaoMRZ: Check(.spaced, TravelDocument.isPassport)

        case .email: Check(.verbatim, MailAddress.isValid)
        case .ipv4: Check(.verbatim) { InternetAddress.isV4($0[...]) }
        case .ipv6: Check(.verbatim) { InternetAddress.isV6($0[...]) }

        case .bitcoin: Check(.verbatim, Bitcoin.isAddress)
        case .ethereum: Check(.verbatim, Ethereum.isAddress)
        case .tron: Check(.verbatim, Tron.isAddress)
        case .entropy: Check(.verbatim, Randomness.isLikely)
        case .githubToken: Check(.verbatim, TokenChecksum.isValid)
        case .jwt: Check(.verbatim, WebToken.isValid)
        }
    }

    private struct Check {
        let reading: Reading
        let accepts: ([UInt8]) -> Bool

        init(_ reading: Reading, _ accepts: @escaping ([UInt8]) -> Bool) {
            self.reading = reading
            self.accepts = accepts
        }
    }

    /// What of a match is looked at.
    private enum Reading {
        /// All bytes.
        case verbatim
        /// Without white space, letters in upper case.
        case spaced
        /// Without white space and hyphens, letters in upper case.
        case number
        /// As `number`, and without the dots, slashes and brackets that are written into some numbers.
        case marked

        func units(of text: String) -> [UInt8] {
            let dropped =
                switch self {
                case .verbatim: ""
                case .spaced: " \t\r\n"
                case .number: " \t\r\n-"
                case .marked: " \t\r\n-./()"
                }
            guard self != .verbatim else { return Array(text.utf8) }
            return text.utf8.compactMap { unit in
                dropped.utf8.contains(unit) ? nil : (0x61...0x7A).contains(unit) ? unit - 0x20 : unit
            }
        }
    }
}
