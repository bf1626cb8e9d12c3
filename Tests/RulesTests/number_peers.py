"""Numbers of one kind, and what others than Hallmark say about each of them.

    python3 number_peers.py --kinds                  the kinds, a line each
    python3 number_peers.py KIND SEED COUNT          COUNT lines of `1 TEXT` or `0 TEXT`

Of the numbers some are right, some have one character wrong, some are random of the same form, some are written with
separators, or are a character short or long. What answers is python-stdnum, base58, bech32, pycryptodome; where there is
no package, an independent way of counting below. Where Hallmark asks for more or less than the package, the kind says so
under «law»: they hold for every number, or the test fails.

Laws that all share: a number of one digit over and over is nobody's, whatever its check digit (`varied`); and nobody
asks a clock: the packages are told that it is the last day of 2099.
"""

import base64
import binascii
import datetime
import hashlib
import json
import random
import re
import string
import sys

import base58
import bech32
from Crypto.Hash import keccak
from stdnum import iban, imei, luhn, numdb, verhoeff
from stdnum.ar import cuit
from stdnum.at import vnr
from stdnum.au import tfn
from stdnum.be import bis, nn
from stdnum.be import ssn as be_ssn
from stdnum.br import cnpj, cpf
from stdnum.ca import sin
from stdnum.ch import ssn as ch_ssn
from stdnum.cl import rut
from stdnum.cn import ric, uscc
from stdnum.de import idnr as de_idnr
from stdnum.dk import cpr
from stdnum.es import dni, nie
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.id import nik
from stdnum.ie import pps, vat as ie_vat
from stdnum.il import idnr as il_idnr
from stdnum.in_ import aadhaar, pan
from stdnum.iso7064 import mod_11_10, mod_97_10
from stdnum.it import codicefiscale
from stdnum.jp import in_ as jp_in
from stdnum.kr import rrn
from stdnum.mx import curp
from stdnum.my import nric as my_nric
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.nz import ird
from stdnum.pl import pesel
from stdnum.pt import nif
from stdnum.ru import inn
from stdnum.se import personnummer
from stdnum.th import pin
from stdnum.tr import tckimlik
from stdnum.us import ssn as us_ssn
from stdnum.za import idnr as za_idnr


class Day(datetime.date):
    @classmethod
    def today(cls):
        return cls(2099, 12, 31)


class Clock:
    date = Day


for module in (nn, bis, be_ssn, cpr, fodselsnummer, personnummer, za_idnr, ric, rrn):
    if hasattr(module, "datetime"):
        module.datetime = Clock

KINDS = {}


def kind(name, draw, accepts, separators=" -", law=""):
    """`draw(random)` gives a number that is right by the peer, or nearly always; `law` is for the reader."""
    KINDS[name] = (draw, accepts, separators)


# What numbers are made of.


def digits(r, count):
    return "".join(r.choice(string.digits) for _ in range(count))


def letters(r, count, alphabet=string.ascii_uppercase):
    return "".join(r.choice(alphabet) for _ in range(count))


def day(r, form, first=1900, last=2029):
    """A day, and now and then one that does not exist."""
    if r.random() < 0.1:
        return form.format(y=r.randint(first, last), m=r.randint(0, 13), d=r.randint(0, 32), yy=r.randint(0, 99))
    while True:
        try:
            date = datetime.date(r.randint(first, last), r.randint(1, 12), r.choice((1, 15, 27, 28, 29, 29, 30, 31)))
        except ValueError:
            continue
        return form.format(y=date.year, m=date.month, d=date.day, yy=date.year % 100)


def exists(year, month, dayofmonth):
    try:
        return 1800 <= datetime.date(year, month, dayofmonth).year <= 2099
    except ValueError:
        return False


def exists_in_some_century(yy, month, dayofmonth):
    return exists(1900 + yy, month, dayofmonth) or exists(2000 + yy, month, dayofmonth)


def varied(text):
    return len(set(text)) > 1


def compact(text, dropped=" -"):
    return "".join(c for c in text if c not in dropped).upper()


def is_digits(text, *counts):
    return len(text) in counts and text.isascii() and text.isdigit()


# Cards, devices.

ALNUM = string.digits + string.ascii_uppercase

kind(
    "luhn",
    lambda r: (lambda n: n + luhn.calc_check_digit(n))(digits(r, r.randint(11, 18))),
    lambda t: (lambda n: 12 <= len(n) <= 19 and varied(n) and luhn.is_valid(n))(compact(t)),
    law="12 to 19 digits",
)
kind(
    "imei",
    lambda r: (lambda n: n + luhn.calc_check_digit(n))(digits(r, 14)),
    lambda t: (lambda n: len(n) == 15 and varied(n) and imei.is_valid(n))(compact(t)),
    law="only with their check digit: not 14 and 16 digits",
)
COUNTRIES = [country for _, country, _, _, _ in numdb.get("iban").prefixes]


def account_length(country):
    parts = numdb.get("iban").info(country)[0][1].get("bban", "")
    return 4 + sum(int(n) for n in re.findall(r"(\d+)!", parts))


LENGTHS = {country: account_length(country) for country in COUNTRIES}


def account(r):
    country = r.choice(COUNTRIES)
    body = "".join(
        letters(r, int(n), {"n": string.digits, "a": string.ascii_uppercase, "c": ALNUM}[form])
        for n, form in re.findall(r"(\d+)!([nac])", numdb.get("iban").info(country)[0][1]["bban"]))
    return country + mod_97_10.calc_check_digits(body + country) + body


def is_account(t):
    n = compact(t)
    if iban.is_valid(n, check_country=False):
        return 2 <= int(n[2:4]) <= 98
    return bool(re.fullmatch("[A-Z]{2}[0-9]{2}[0-9A-Z]+", n)) and LENGTHS.get(n[:2]) == len(n) \
        and 2 <= int(n[2:4]) <= 98 and mod_97_10.is_valid(n[4:] + n[:4])


kind("iban", account, is_account,
     law="places that hold digits alone are not told from those of letters; 00, 01 and 99 are no check digits")

# China.

PROVINCES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()


def region(r):
    if r.random() < 0.1:
        return digits(r, 6)
    province = r.choice(PROVINCES)
    if province in ("71", "81", "82", "83"):
        return province + "0000"
    prefecture = "%02d" % r.choice((1, 2, 3, 5, 20, 21, 30, 50, 51, 70, 71, 90))
    return province + ("%02d" % r.randint(0, 4) if province in ("11", "12", "31", "50") else prefecture) + digits(r, 2)


def is_region(n):
    """GB/T 2260 by the ways of its coding; stdnum has a list of all counties that there were."""
    province, prefecture = n[:2], int(n[2:4])
    if province in ("71", "81", "82", "83"):
        return prefecture == 0
    if province in ("11", "12", "31", "50"):
        return 1 <= prefecture <= 3
    return province in PROVINCES and (1 <= prefecture <= 70 or prefecture == 90)


def resident_id(r):
    n = region(r) + day(r, "{y:04}{m:02}{d:02}") + digits(r, 3)
    return n + ric.calc_check_digit(n + "0")


def in_list(n):
    try:
        return ric.is_valid(n)
    except KeyError:
        # stdnum knows the province and no county of it.
        return False


def is_resident_id(t):
    n = compact(t)
    if len(n) != 18 or not is_digits(n[:17], 17) or not varied(n[:17]):
        return False
    if in_list(n) and n[2:4] != "00":
        return True
    right = n[17] == ric.calc_check_digit(n)
    return right and is_region(n) and exists(int(n[6:10]), int(n[10:12]), int(n[12:14]))


kind(
    "cn-resident-id", resident_id, is_resident_id,
    law="what stdnum takes is taken, but for a whole province as the county; years are 1800 to 2099; counties that "
    "stdnum does not know are taken where GB/T 2260 could number them so",
)
kind(
    "cn-resident-id-15",
    lambda r: region(r) + day(r, "{yy:02}{m:02}{d:02}", 1900, 1999) + digits(r, 3),
    lambda t: (lambda n: is_digits(n, 15) and varied(n) and is_region(n) and n[12:] != "000"
               and exists(1900 + int(n[6:8]), int(n[8:10]), int(n[10:12])))(compact(t)),
)



def foreigner(r):
    if r.random() < 0.2:
        return letters(r, 3) + r.choice(PROVINCES) + digits(r, 10)
    n = "9" + r.choice(PROVINCES) + "%03d" % r.randint(0, 999) + day(r, "{y:04}{m:02}{d:02}") + digits(r, 3)
    return n + ric.calc_check_digit(n + "0")


def is_foreigner(t):
    n = compact(t)
    if re.fullmatch("[A-Z]{3}[0-9]{12}", n):
        return n[3:5] in PROVINCES and varied(n[3:])
    if not re.fullmatch("9[0-9]{16}[0-9X]", n) or not varied(n[:17]) or n[1:3] not in PROVINCES:
        return False
    return 4 <= int(n[3:6]) <= 894 and exists(int(n[6:10]), int(n[10:12]), int(n[12:14])) and n[17] == ric.calc_check_digit(n)


kind("cn-foreigner-id", foreigner, is_foreigner)

CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CLASSES = {"1": "1239", "2": "19", "3": "123459", "4": "19", "5": "1234569", "6": "129", "7": "129", "8": "19",
           "9": "1239", "A": "19", "N": "1239", "Y": "1"}


def credit_code(r):
    office = r.choice(list(CLASSES))
    division = r.choice(("100000", region(r)))
    n = office + r.choice(CLASSES[office]) + division + letters(r, 9, CREDIT)
    return n + uscc.calc_check_digit(n)


def is_credit_code(t):
    n = compact(t)
    if len(n) != 18 or n[1] not in CLASSES.get(n[0], ""):
        return False
    if not is_digits(n[2:8], 6) or not varied(n[2:8]) or not (n[2:4] == "10" or n[2:4] in PROVINCES):
        return False
    # stdnum takes digits alone for the office, so it is asked about the check character only.
    return all(c in CREDIT for c in n) and uscc.calc_check_digit(n[:17]) == n[17]


kind("cn-uscc", credit_code, is_credit_code,
     law="offices that are letters too; office, class and division must be ones that GB 32100 knows")


def organisation_check(n):
    rest = sum(w * int(c, 36) for w, c in zip((3, 7, 9, 10, 5, 8, 4, 2), n)) % 11
    return {0: "0", 1: "X"}.get(rest) or str(11 - rest)


def organisation(r):
    n = digits(r, 8) if r.random() < 0.5 else letters(r, 8, ALNUM)
    return n + organisation_check(n)


def is_organisation(n):
    return bool(re.fullmatch("[0-9A-Z]{8}[0-9X]", n)) and varied(n[:8]) and organisation_check(n) == n[8]


kind("cn-org-code", organisation, lambda t: is_organisation(compact(t)))
kind(
    "cn-tax",
    lambda r: r.choice((
        lambda: region(r) + organisation(r), lambda: credit_code(r), lambda: resident_id(r) + digits(r, 2)))(),
    lambda t: (lambda n: len(n) == 15 and is_digits(n[:6], 6) and varied(n[:6]) and is_region(n) and is_organisation(n[6:])
               or len(n) == 18 and is_credit_code(n)
               or len(n) == 20 and is_resident_id(n[:18]) and is_digits(n[18:], 2))(compact(t)),
)


def hong_kong_sum(n):
    n = n.rjust(9)
    values = [36 if c == " " else int(c, 36) for c in n]
    return sum(w * v for w, v in zip((9, 8, 7, 6, 5, 4, 3, 2, 1), values))


def hong_kong(r):
    n = letters(r, r.choice((1, 1, 2))) + digits(r, 6)
    check = -hong_kong_sum(n + "0") % 11
    return n + "(%s)" % "0123456789A"[check]


def is_hong_kong(t):
    n = compact(t, " -./()")
    return bool(re.fullmatch("[A-Z]{1,2}[0-9]{6}[0-9A]", n)) and varied(n[-7:-1]) and hong_kong_sum(n) % 11 == 0


kind("hk-id", hong_kong, is_hong_kong, " -()")

# The letters in the order of their numbers.
TAIWAN = "ABCDEFGHJKLMNPQRSTUVXYWZIO"


def taiwan_sum(n):
    number = 10 + TAIWAN.index(n[0])
    return number // 10 + number % 10 * 9 + sum(w * int(c) for w, c in zip((8, 7, 6, 5, 4, 3, 2, 1, 1), n[1:]))


def taiwan(r, sexes):
    n = r.choice(TAIWAN) + r.choice(sexes) + digits(r, 7)
    return n + str(-taiwan_sum(n + "0") % 10)


def old_resident(n):
    """The second letter as the last digit of its number."""
    return n[0] + str((10 + TAIWAN.index(n[1])) % 10) + n[2:]


def taiwan_resident(r):
    if r.random() < 0.5:
        return taiwan(r, "89")
    n = r.choice(TAIWAN) + r.choice("ABCD") + digits(r, 7)
    return n + str(-taiwan_sum(old_resident(n) + "0") % 10)


def is_taiwan(t, pattern):
    n = compact(t)
    if not re.fullmatch(pattern, n):
        return False
    n = old_resident(n) if n[1].isalpha() else n
    return varied(n[1:]) and taiwan_sum(n) % 10 == 0


kind("tw-id", lambda r: taiwan(r, "12"), lambda t: is_taiwan(t, "[A-Z][12][0-9]{8}"))
kind("tw-arc", taiwan_resident, lambda t: is_taiwan(t, "[A-Z][89A-D][0-9]{8}"))

# The Americas.


def american(r):
    area = r.choice(("000", "666", "%03d" % r.randint(1, 899), "%03d" % r.randint(1, 899), "%03d" % r.randint(0, 999)))
    n = area + r.choice(("00", digits(r, 2), digits(r, 2), digits(r, 2)))
    n += r.choice(("0000", digits(r, 4), digits(r, 4), digits(r, 4)))
    return r.choice(("078051120", "219099999", "457555462", "123456789")) if r.random() < 0.01 else n


kind("us-ssn", american,
     lambda t: (lambda n: is_digits(n, 9) and varied(n) and n != "123456789" and us_ssn.is_valid(n))(compact(t)),
     law="123-45-6789 is everybody's")
kind("ca-sin", lambda r: (lambda n: n + luhn.calc_check_digit(n))(digits(r, 8)),
     lambda t: varied(compact(t)) and sin.is_valid(compact(t)))

curp._name_blacklist = set()


def mexican(r):
    date = day(r, "{yy:02}{m:02}{d:02}")
    n = letters(r, 4) + date + r.choice("HHHMMMA") + r.choice(sorted(curp._valid_states) + ["NE", "XX"]) + letters(r, 3)
    n += r.choice(ALNUM)
    return n + curp.calc_check_digit(n)


def is_mexican(t):
    n = compact(t)
    if len(n) == 18 and n[10] == "X":
        # As with one of the letters that stdnum knows, and the check digit of what stands there.
        return curp.is_valid(n[:10] + "H" + n[11:], validate_check_digits=False) and curp.calc_check_digit(n) == n[17]
    return curp.is_valid(n)


kind("mx-curp", mexican, is_mexican, law="X for the sex since 2024; the words that names must not make are not looked for")
kind("br-cpf", lambda r: (lambda n: n + cpf._calc_check_digits(n))(digits(r, 9)),
     lambda t: varied(compact(t, " -./()")) and cpf.is_valid(compact(t, " -./()")), " -.")


def company(r):
    n = r.choice((digits(r, 8) + "0001", digits(r, 12), letters(r, 12, ALNUM)))
    return n + cnpj.calc_check_digits(n)


kind("br-cnpj", company,
     lambda t: (lambda n: len(n) == 14 and varied(n[:12]) and cnpj.is_valid(n))(compact(t, " -./()")), " -./")
kind("ar-cuit",
     lambda r: (lambda n: n + cuit.calc_check_digit(n))(r.choice(("20", "23", "27", "30", "33", digits(r, 2))) + digits(r, 8)),
     lambda t: varied(compact(t, " -./()")) and cuit.is_valid(compact(t, " -./()")))
kind("cl-rut", lambda r: (lambda n: n + rut.calc_check_digit(n))(digits(r, r.choice((7, 8)))),
     lambda t: (lambda n: varied(n[:-1]) and rut.is_valid(n))(compact(t, " -./()")), " -.")

# Europe.


def british_health(r):
    while True:
        n = digits(r, 9)
        check = -sum((10 - i) * int(c) for i, c in enumerate(n)) % 11
        if check < 10:
            return n + str(check)


kind("uk-nhs", british_health, lambda t: varied(compact(t)) and nhs.is_valid(compact(t)))
kind("uk-nino",
     lambda r: letters(r, 2, r.choice((string.ascii_uppercase, "ABCEGHJKLMNPRSTWXYZ"))) + digits(r, 6) + r.choice("ABCDEF"),
     lambda t: bool(re.fullmatch(
         "(?!BG|GB|KN|NK|NT|TN|ZZ)[ABCEGHJKLMNOPRSTWXYZ][ABCEGHJKLMNPRSTWXYZ][0-9]{6}[A-D]", compact(t))))


def irish(r):
    n, second = digits(r, 7), r.choice(("", "A", "B", "H", "T", "W", "X"))
    return n + ie_vat.calc_check_digit(n + (second if second in "ABH" else "")) + second


kind("ie-pps", irish, lambda t: varied(compact(t)[:7]) and pps.is_valid(compact(t)))


def german(r):
    order = r.sample(string.digits, 10)
    body = order[:9] + [r.choice(order[:9])] if r.random() < 0.6 else order[:8] + [order[r.randrange(8)]] * 2
    r.shuffle(body)
    n = "".join(body) if r.random() < 0.9 else digits(r, 10)
    return n + mod_11_10.calc_check_digit(n)


kind("de-steuerid", german,
     lambda t: (lambda n: de_idnr.is_valid(n) and not re.search(r"(\d)\1\1", n[:10]))(compact(t, " -./()")), " -./",
     law="a digit that occurs three times must not do so in a row")

SERIAL = "0123456789CFGHJKLMNPRTVWXYZ"


def icao(n):
    return str(sum(w * (0 if c == "<" else int(c, 36)) for w, c in zip((7, 3, 1) * 15, n)) % 10)


def german_card(r):
    n = r.choice(SERIAL[10:]) + letters(r, 8, SERIAL)
    return n + icao(n) + r.choice(("", "D"))


kind("de-personalausweis", german_card,
     lambda t: bool(re.fullmatch("[%s][%s]{8}[0-9]D?" % (SERIAL[10:], SERIAL), compact(t)))
     and icao(compact(t)[:9]) == compact(t)[9])


def french(r):
    n = r.choice("1212347859") + digits(r, 2) + "%02d" % r.choice((1, 6, 12, 13, 19, 20, 42, 43, 49, 50, 99))
    n += r.choice((digits(r, 2), "2A", "2B")) + digits(r, 6)
    return n + nir.calc_check_digits(n)


def is_french(t):
    n = compact(t, " -./()")
    if not nir.is_valid(n) or n[0] not in "123478":
        return False
    return 1 <= int(n[3:5]) <= 12 or 20 <= int(n[3:5]) <= 42 or int(n[3:5]) >= 50


kind("fr-nir", french, is_french, " -.", law="a sex and a month that INSEE knows")


def italian(r):
    date = day(r, "{yy:02}{m:02}{d:02}")
    month = "ABCDEHLMPRST"[(int(date[2:4]) - 1) % 12]
    number = date[:2], "%02d" % (int(date[4:]) + r.choice((0, 40))), digits(r, 3)
    if r.random() < 0.2:
        number = ["".join("LMNPQRSTUV"[int(c)] if r.random() < 0.5 else c for c in part) for part in number]
    n = letters(r, 6) + number[0] + month + number[1] + r.choice("ABCDEFGHILMZ") + number[2]
    return n + codicefiscale.calc_check_digit(n)


def is_italian(t):
    n = compact(t)
    if len(n) != 16 or not codicefiscale._code_re.match(n):
        return False
    if codicefiscale.calc_check_digit(n[:15]) != n[15]:
        return False
    number = lambda a: int("".join(str("LMNPQRSTUV".index(c)) if c.isalpha() else c for c in n[a:a + 2]))
    return number(9) < 80 and exists_in_some_century(number(6), "ABCDEHLMPRST".index(n[8]) + 1, number(9) % 40)


kind("it-codice-fiscale", italian, is_italian, law="people, not companies (11 digits); days from 81 on are none")


def spanish(r):
    if r.random() < 0.5:
        n = digits(r, 8)
        return n + dni.calc_check_digit(n)
    n = r.choice("XYZ") + digits(r, 7)
    return n + nie.calc_check_digit(n)


kind("es-dni-nie", spanish,
     lambda t: (lambda n: n != "" and varied(n[:8].translate(str.maketrans("XYZ", "012")))
                and (dni.is_valid(n) or nie.is_valid(n)))(compact(t, " -./()")), " -.")
kind("pt-nif", lambda r: (lambda n: n + nif.calc_check_digit(n))(r.choice("123456789") + digits(r, 7)),
     lambda t: (lambda n: is_digits(n, 9) and varied(n) and nif.is_valid(n))(compact(t, " -./()")))


def dutch(r):
    while True:
        n = digits(r, 8)
        check = sum((9 - i) * int(c) for i, c in enumerate(n)) % 11
        if check < 10:
            return n + str(check)


kind("nl-bsn", dutch, lambda t: (lambda n: len(n) == 9 and varied(n) and bsn.is_valid(n))(compact(t, " -./()")), " -.",
     law="with the zeros in front")


def belgian(r):
    date = day(r, "{yy:02}{m:02}{d:02}", 1900, 2099)
    month = int(date[2:4]) + r.choice((0, 0, 20, 40))
    n = date[:2] + r.choice(("%02d" % month, "00", "%02d" % month)) + r.choice((date[4:], "00", date[4:])) + digits(r, 3)
    n = n[:9]
    return n + "%02d" % (97 - int(r.choice(("", "2")) + n) % 97)


kind("be-nn", belgian,
     lambda t: (lambda n: is_digits(n, 11) and varied(n) and int(n[4:6]) <= 31 and be_ssn.is_valid(n))(compact(t, " -./()")),
     " -.", law="days up to 31; stdnum takes any as not known")
kind("ch-ahv",
     lambda r: (lambda n: n + str(-sum((1, 3)[i % 2] * int(c) for i, c in enumerate(n)) % 10))("756" + digits(r, 9)),
     lambda t: varied(compact(t, " -./()")) and ch_ssn.is_valid(compact(t, " -./()")), " .")


def austrian(r):
    date = day(r, "{d:02}{m:02}{yy:02}")
    n = digits(r, 3) + "0" + date
    check = vnr.calc_check_digit(n)
    return n[:3] + check[-1] + n[4:]


kind("at-svnr", austrian,
     lambda t: (lambda n: is_digits(n, 10) and varied(n) and vnr.is_valid(n) and 1 <= int(n[4:6]) <= 31
                and 1 <= int(n[6:8]) <= 15)(compact(t, " -./()")), law="days and months that are given out")


def polish(r):
    date = day(r, "{y:04}{m:02}{d:02}", 1800, 2299)
    shift = {18: 80, 19: 0, 20: 20, 21: 40, 22: 60}.get(int(date[:2]), 0)
    n = date[2:4] + "%02d" % (int(date[4:6]) + shift) + date[6:] + digits(r, 4)
    return n + pesel.calc_check_digit(n)


kind("pl-pesel", polish,
     lambda t: (lambda n: varied(n) and pesel.is_valid(n) and int(n[2:4]) // 20 in (0, 1, 4))(compact(t)),
     law="years from 1800 to 2099")


def swedish(r):
    date = day(r, "{y:04}{m:02}{d:02}", 1890, 2029)
    date = date[:6] + "%02d" % (int(date[6:]) + r.choice((0, 0, 60)))
    n = date[2:] + digits(r, 3)
    n += luhn.calc_check_digit(n)
    return r.choice((n, date[:2] + n, n[:6] + r.choice("-+") + n[6:], date[:2] + n[:6] + "-" + n[6:]))


def is_swedish(t):
    n = compact(t, " ")
    if not re.fullmatch("([0-9]{2})?[0-9]{6}[+-]?[0-9]{4}", n) or not varied(n[:-5].rstrip("+-") + n[-4:]):
        return False
    short = n if n[-5] in "+-" else n[:-4] + "-" + n[-4:]
    if 61 <= int(short[-7:-5]) <= 91:
        date = short[:-7] + "%02d" % (int(short[-7:-5]) - 60)
        short = date + short[-5:]
        if not luhn.is_valid(re.sub("[+-]", "", n)[-10:]):
            return False
        try:
            return 1800 <= personnummer.get_birth_date(short).year <= 2099
        except ValueError:
            return False
    return personnummer.is_valid(n) and 1800 <= personnummer.get_birth_date(n).year <= 2099


kind("se-personnummer", swedish, is_swedish, " ", law="samordningsnummer, whose day is 60 higher; years from 1800 to 2099")


def norwegian(r):
    while True:
        date = day(r, "{d:02}{m:02}{yy:02}")
        n = "%02d%02d%s" % (int(date[:2]) + r.choice((0, 0, 40)), int(date[2:4]) + r.choice((0, 0, 40)), date[4:])
        n += digits(r, 3)
        n += fodselsnummer.calc_check_digit1(n)
        if len(n) == 10:
            n += fodselsnummer.calc_check_digit2(n)
            if len(n) == 11:
                return n


kind("no-fodselsnummer", norwegian, lambda t: varied(compact(t)) and fodselsnummer.is_valid(compact(t)))


def finnish(r):
    sign = r.choice("+-YXWVUABCDEF")
    n = day(r, "{d:02}{m:02}{yy:02}") + sign + "%03d" % r.choice((0, 1, 2, 899, 900, r.randint(2, 899)))
    return n + hetu._calc_checksum(n[:6] + n[7:])


kind("fi-hetu", finnish, lambda t: hetu.is_valid(compact(t, " ")), " ")
kind("dk-cpr", lambda r: day(r, "{d:02}{m:02}{yy:02}") + digits(r, 4),
     lambda t: varied(compact(t)) and cpr.is_valid(compact(t)))


def russian(r):
    if r.random() < 0.5:
        n = digits(r, 9)
        return n + inn.calc_company_check_digit(n)
    n = digits(r, 10)
    return n + inn.calc_personal_check_digits(n)


kind("ru-inn", russian, lambda t: varied(compact(t)) and inn.is_valid(compact(t)))


def pension(n):
    rest = sum((9 - i) * int(c) for i, c in enumerate(n))
    while rest > 101:
        rest %= 101
    return "00" if rest in (100, 101) else "%02d" % rest


kind("ru-snils",
     lambda r: (lambda n: n + pension(n))(r.choice((digits(r, 9), "00100" + digits(r, 4)))),
     lambda t: (lambda n: is_digits(n, 11) and varied(n) and int(n[:9]) > 1001998 and pension(n[:9]) == n[9:])(compact(t)))

# Asia, Africa, Oceania.

kind("tr-kimlik", lambda r: (lambda n: n + tckimlik.calc_check_digits(n))(r.choice("123456789") + digits(r, 8)),
     lambda t: varied(compact(t)) and tckimlik.is_valid(compact(t)))
kind("il-id", lambda r: (lambda n: n + luhn.calc_check_digit(n))(digits(r, 8)),
     lambda t: (lambda n: len(n) == 9 and varied(n) and il_idnr.is_valid(n))(compact(t)), law="with the zeros in front")
kind("za-id",
     lambda r: (lambda n: n + luhn.calc_check_digit(n))(day(r, "{yy:02}{m:02}{d:02}") + digits(r, 4) + r.choice("0012") + r.choice("89" + string.digits)),
     lambda t: varied(compact(t)) and za_idnr.is_valid(compact(t)))
kind("in-aadhaar", lambda r: (lambda n: n + verhoeff.calc_check_digit(n))(r.choice("23456789") + digits(r, 10)),
     lambda t: varied(compact(t)) and aadhaar.is_valid(compact(t)))
kind("in-pan",
     lambda r: letters(r, 3) + r.choice("ABCEFGHJKLPTZ") + letters(r, 1) + r.choice(("0000", digits(r, 4))) + letters(r, 1),
     lambda t: pan.is_valid(compact(t)))
kind("jp-my-number", lambda r: (lambda n: n + jp_in.calc_check_digit(n))(digits(r, 11)),
     lambda t: varied(compact(t)) and jp_in.is_valid(compact(t)))
kind("kr-rrn",
     lambda r: (lambda n: n + rrn.calc_check_digit(n))(day(r, "{yy:02}{m:02}{d:02}") + digits(r, 6)),
     lambda t: varied(compact(t)) and rrn.is_valid(compact(t)))


def singapore_letter(n):
    rest = sum(w * int(c) for w, c in zip((2, 7, 6, 5, 4, 3, 2), n[1:8])) + {"T": 4, "G": 4, "M": 3}.get(n[0], 0)
    if n[0] in "ST":
        return "ABCDEFGHIZJ"[10 - rest % 11]
    if n[0] in "FG":
        return "KLMNPQRTUWX"[10 - rest % 11]
    return "KLJNPQRTUWX"[10 - rest % 11]


kind("sg-nric", lambda r: (lambda n: n + singapore_letter(n))(r.choice("STFGM") + digits(r, 7)),
     lambda t: (lambda n: bool(re.fullmatch("[STFGM][0-9]{7}[A-Z]", n)) and varied(n[1:8])
                and singapore_letter(n) == n[8])(compact(t)))
kind("th-pin", lambda r: (lambda n: n + pin.calc_check_digit(n))(digits(r, 12)),
     lambda t: varied(compact(t)) and pin.is_valid(compact(t)))
kind("my-nric", lambda r: day(r, "{yy:02}{m:02}{d:02}") + digits(r, 6),
     lambda t: varied(compact(t)) and my_nric.is_valid(compact(t)))

INDONESIA = set("11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82".split())
INDONESIA |= {str(n) for n in range(91, 98)}


def indonesian(r):
    date = day(r, "{d:02}{m:02}{yy:02}")
    date = "%02d" % (int(date[:2]) + r.choice((0, 40))) + date[2:]
    place = r.choice(sorted(INDONESIA)) + r.choice(("01", "05", "71", "00", digits(r, 2))) + r.choice(("01", digits(r, 2)))
    return place + date + r.choice(("0001", digits(r, 4), "0000"))


def is_indonesian(t):
    n = compact(t, " -./()")
    if not is_digits(n, 16) or n[12:] == "0000" or "00" in (n[2:4], n[4:6]) or int(n[6:8]) >= 80:
        return False
    if nik.is_valid(n):
        return True
    return n[:2] in INDONESIA and exists_in_some_century(int(n[10:12]), int(n[8:10]), int(n[6:8]) % 40)


kind("id-nik", indonesian, is_indonesian, " -.",
     law="what stdnum takes is taken, but for regency 00, district 00, number 0000 and days from 81 on; regencies that it does not "
     "know are taken too")
kind("au-tfn",
     lambda r: next(n + str(c) for n in iter(lambda: digits(r, 8), None) for c in range(10) if tfn.checksum(n + str(c)) == 0),
     lambda t: (lambda n: len(n) == 9 and varied(n) and tfn.is_valid(n))(compact(t)), law="nine digits")


def medicare(r):
    n = r.choice("23456234561") + digits(r, 7)
    check = sum(w * int(c) for w, c in zip((1, 3, 7, 9) * 2, n)) % 10
    return n + str(check) + r.choice(("0", digits(r, 1), digits(r, 2), digits(r, 1)))


kind("au-medicare", medicare,
     lambda t: (lambda n: bool(re.fullmatch("[2-6][0-9]{8}[1-9][1-9]?", n)) and varied(n)
                and sum(w * int(c) for w, c in zip((1, 3, 7, 9) * 2, n)) % 10 == int(n[8]))(compact(t, " -./()")), " -/")


def zealand(r):
    while True:
        n = r.choice((digits(r, 7), "0" + digits(r, 7), "1" + digits(r, 7)))
        check = ird.calc_check_digit(n)
        if len(check) == 1:
            return n + check


kind("nz-ird", zealand, lambda t: varied(compact(t)) and ird.is_valid(compact(t)))

# Travel documents.


def passport(r):
    number = letters(r, r.randint(6, 9), ALNUM).ljust(9, "<")
    n = number + icao(number) + letters(r, 3)
    for date in (day(r, "{yy:02}{m:02}{d:02}"), day(r, "{yy:02}{m:02}{d:02}")):
        n += date + icao(date)
        if len(n) == 20:
            n += r.choice("MFX<MF")
    personal = letters(r, r.choice((0, 8, 14)), ALNUM).ljust(14, "<")
    n += personal + ("<" if personal == "<" * 14 and r.random() < 0.5 else icao(personal))
    n += icao(n[:10] + n[13:20] + n[21:43])
    first = "P<" + letters(r, 3) + letters(r, 6) + "<<" + letters(r, 5)
    return r.choice((n, first.ljust(44, "<") + n))


def is_passport(t):
    n = compact(t, " ")
    if len(n) == 88:
        if not re.fullmatch("P[A-Z<]{43}", n[:44]):
            return False
        n = n[44:]
    if not re.fullmatch("[A-Z0-9<]{9}[0-9][A-Z][A-Z<]{2}[0-9<]{6}[0-9][MFX<][0-9<]{6}[0-9][A-Z0-9<]{14}[0-9<][0-9]", n):
        return False
    for date in (n[13:19], n[21:27]):
        for part, low, high in zip((date[:2], date[2:4], date[4:]), (0, 1, 1), (99, 12, 31)):
            if part != "<<" and ("<" in part or not low <= int(part) <= high):
                return False
    personal = n[28:42]
    if not (n[42] == "<" and personal == "<" * 14) and icao(personal) != n[42]:
        return False
    return (icao(n[:9]) == n[9] and icao(n[13:19]) == n[19] and icao(n[21:27]) == n[27]
            and icao(n[:10] + n[13:20] + n[21:43]) == n[43])


kind("icao-mrz", passport, is_passport, "")

# Crypto-currencies and credentials.


def coin(r):
    if r.random() < 0.4:
        return base58.b58encode_check(bytes((r.choice((0, 0, 5, 5, 6, 111)),)) + r.randbytes(20)).decode()
    version = r.choice((0, 0, 0, 1, 1, 2, 16, 17))
    program = r.randbytes(r.choice((20, 32, 32, 33, 2, 40, 41)))
    data = [version] + bech32.convertbits(program, 8, 5)
    prefix = r.choice(("bc", "bc", "bc", "bc", "tb"))
    constant = (1 if version == 0 else 0x2BC830A3) if r.random() < 0.9 else r.choice((1, 0x2BC830A3))
    check = bech32.bech32_polymod(bech32.bech32_hrp_expand(prefix) + data + [0] * 6) ^ constant
    data += [check >> 5 * (5 - i) & 31 for i in range(6)]
    n = prefix + "1" + "".join(bech32.CHARSET[d] for d in data)
    return n.upper() if r.random() < 0.1 else n


def is_coin(n):
    if n[:1] in ("1", "3"):
        try:
            raw = base58.b58decode_check(n)
        except ValueError:
            return False
        return len(raw) == 21 and raw[0] == (0 if n[0] == "1" else 5)
    if n.lower() != n and n.upper() != n or len(n) > 90:
        return False
    n = n.lower()
    if not n.startswith("bc1") or any(c not in bech32.CHARSET for c in n[3:]) or len(n) < 11:
        return False
    data = [bech32.CHARSET.index(c) for c in n[3:]]
    constant = bech32.bech32_polymod(bech32.bech32_hrp_expand("bc") + data)
    program = bech32.convertbits(data[1:-6], 5, 8, False)
    if program is None or not 2 <= len(program) <= 40 or data[0] > 16:
        return False
    if data[0] == 0:
        return bech32.decode("bc", n) != (None, None) and len(program) in (20, 32)
    return constant == 0x2BC830A3


kind("bitcoin", coin, is_coin, "", law="BIP 350 says which checksum goes with which version; the main net only")


def checksummed(small):
    digest = keccak.new(digest_bits=256, data=small.encode()).hexdigest()
    return "".join(c.upper() if int(h, 16) > 7 else c for c, h in zip(small, digest))


def ether(r):
    small = r.randbytes(20).hex()
    return "0x" + r.choice((small, small.upper(), checksummed(small), checksummed(small), checksummed(small)))


def is_ether(n):
    if not re.fullmatch("0x[0-9A-Fa-f]{40}", n) or not varied(n[2:]):
        return False
    n = n[2:]
    return n in (n.lower(), n.upper(), checksummed(n.lower()))


kind("ethereum", ether, is_ether, "")


def is_tron(n):
    try:
        raw = base58.b58decode_check(n)
    except ValueError:
        return False
    return len(n) == 34 and len(raw) == 21 and raw[0] == 0x41


kind("tron", lambda r: base58.b58encode_check(bytes((r.choice((0x41, 0x41, 0x41, 0xA0)),)) + r.randbytes(20)).decode(),
     is_tron, "")

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


def base62(number):
    text = ""
    for _ in range(6):
        number, rest = divmod(number, 62)
        text = BASE62[rest] + text
    return text


def token(r):
    if r.random() < 0.05:
        return "github_pat_" + letters(r, 22, BASE62) + "_" + letters(r, 59, BASE62)
    body = letters(r, r.choice((30, 30, 30, 245, 29)), BASE62)
    return r.choice(("ghp", "gho", "ghu", "ghs", "ghr", "npm", "ghx")) + "_" + body + base62(binascii.crc32(body.encode()))


def is_token(n):
    if re.fullmatch("github_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}", n):
        return True
    if not re.fullmatch("(gh[pousr]|npm)_[0-9A-Za-z]{36,251}", n):
        return False
    return base62(binascii.crc32(n[4:-6].encode())) == n[-6:]


kind("github-token", token, is_token, "", law="the check of fine-grained tokens is not published")


def encoded(value):
    return base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")


def web_token(r):
    header = r.choice(('{"alg":"HS256","typ":"JWT"}', '{"typ":"JWT","alg":"none"}', '{"alg":"ES256","kid":"k%d"}' % r.randint(0, 99), '{"typ":"JWT"}', '{"alg":1}', "[]"))
    payload = r.choice(('{"sub":"%s"}' % digits(r, 8), '{"iat":%d,"ok":true}' % r.randint(0, 10**9), '{"exp":1.5e9}', "[1]", "{", '"x"'))
    return encoded(header) + "." + encoded(payload) + "." + encoded(letters(r, 32))


def is_web_token(n):
    parts = n.split(".")
    if len(parts) != 3 or not all(re.fullmatch("[0-9A-Za-z_-]*", part) for part in parts):
        return False
    values = []
    for part in parts[:2]:
        try:
            raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
            # Python passes over the bits that are left; RFC 4648 section 3.5 lets a decoder refuse them.
            if base64.urlsafe_b64encode(raw).decode().rstrip("=") != part:
                return False
            values.append(json.loads(raw.decode("utf-8"), strict=True))
        except ValueError:
            return False
    return isinstance(values[0], dict) and isinstance(values[0].get("alg"), str) and isinstance(values[1], dict)


kind("jwt", web_token, is_web_token, "")


# How a right number goes wrong.


def other(r, character):
    for alphabet in (string.digits, string.ascii_uppercase, string.ascii_lowercase):
        if character in alphabet:
            return r.choice(alphabet)
    return character


def changed(r, number):
    place = r.randrange(len(number))
    return number[:place] + other(r, number[place]) + number[place + 1:]


def numbers(name, seed, count):
    draw, _, separators = KINDS[name]
    r = random.Random("%s %d" % (name, seed))
    for _ in range(count):
        number = draw(r)
        way = r.random()
        if way < 0.40:
            pass
        elif way < 0.80:
            number = changed(r, number)
        elif way < 0.85:
            number = "".join(other(r, c) for c in number)
        elif way < 0.90:
            place = r.randrange(len(number))
            number = number[:place] + r.choice(("", number[place] * 2)) + number[place + 1:]
        elif way < 0.92:
            number = number.swapcase()
        elif separators:
            for _ in range(r.randint(1, 3)):
                place = r.randrange(1, len(number))
                number = number[:place] + r.choice(separators) + number[place:]
        yield number


def main(arguments):
    if arguments == ["--kinds"]:
        print("\n".join(KINDS))
    elif len(arguments) == 3:
        accepts = KINDS[arguments[0]][1]
        lines = ("%d %s\n" % (bool(accepts(number)), number) for number in numbers(arguments[0], int(arguments[1]), int(arguments[2])))
        sys.stdout.writelines(lines)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
