#!/usr/bin/env python3
"""Writes PropertyTables.swift: what libonig 6.9.8 takes for each property of `\\p{…}` and each POSIX bracket.

    python3 make_properties.py > PropertyTables.swift

Needs libonig's shared library, which is asked for every property over every scalar. See NOTICE for where its data
comes from.
"""
import ctypes as C
import sys

# Each line is one property: its name, then its other names. Case, spaces, '-' and '_' do not count.
NAMES = """
C Other
Cc Control
Cf Format
Cn Unassigned
Co Private_Use
Cs Surrogate
L Letter
LC Cased_Letter
Ll Lowercase_Letter
Lm Modifier_Letter
Lo Other_Letter
Lt Titlecase_Letter
Lu Uppercase_Letter
M Mark Combining_Mark
Mc Spacing_Mark
Me Enclosing_Mark
Mn Nonspacing_Mark
N Number
Nd Decimal_Number
Nl Letter_Number
No Other_Number
P Punctuation
Pc Connector_Punctuation
Pd Dash_Punctuation
Pe Close_Punctuation
Pf Final_Punctuation
Pi Initial_Punctuation
Po Other_Punctuation
Ps Open_Punctuation
S Symbol
Sc Currency_Symbol
Sk Modifier_Symbol
Sm Math_Symbol
So Other_Symbol
Z Separator
Zl Line_Separator
Zp Paragraph_Separator
Zs Space_Separator
Any
Assigned
Alphabetic
ASCII_Hex_Digit AHex
Bidi_Control Bidi_C
Case_Ignorable CI
Cased
Dash
Default_Ignorable_Code_Point DI
Diacritic Dia
Emoji
Emoji_Component
Emoji_Modifier
Emoji_Modifier_Base
Emoji_Presentation
Extended_Pictographic
Extender Ext
Grapheme_Base Gr_Base
Grapheme_Extend Gr_Ext
Hex_Digit Hex
ID_Continue IDC
ID_Start IDS
Ideographic Ideo
Join_Control Join_C
Lowercase
Math
Noncharacter_Code_Point NChar
Quotation_Mark QMark
Radical
Regional_Indicator RI
Sentence_Terminal STerm
Terminal_Punctuation Term
Unified_Ideograph UIdeo
Uppercase
Variation_Selector VS
White_Space WSpace
XID_Continue XIDC
XID_Start XIDS
Adlam Adlm
Ahom
Anatolian_Hieroglyphs Hluw
Arabic Arab
Armenian Armn
Avestan Avst
Balinese Bali
Bamum Bamu
Bassa_Vah Bass
Batak Batk
Bengali Beng
Bhaiksuki Bhks
Bopomofo Bopo
Brahmi Brah
Braille Brai
Buginese Bugi
Buhid Buhd
Canadian_Aboriginal Cans
Carian Cari
Caucasian_Albanian Aghb
Chakma Cakm
Cham
Cherokee Cher
Chorasmian Chrs
Common Zyyy
Coptic Copt Qaac
Cuneiform Xsux
Cypriot Cprt
Cypro_Minoan Cpmn
Cyrillic Cyrl
Deseret Dsrt
Devanagari Deva
Dives_Akuru Diak
Dogra Dogr
Duployan Dupl
Egyptian_Hieroglyphs Egyp
Elbasan Elba
Elymaic Elym
Ethiopic Ethi
Georgian Geor
Glagolitic Glag
Gothic Goth
Grantha Gran
Greek Grek
Gujarati Gujr
Gunjala_Gondi Gong
Gurmukhi Guru
Han Hani
Hangul Hang
Hanifi_Rohingya Rohg
Hanunoo Hano
Hatran Hatr
Hebrew Hebr
Hiragana Hira
Imperial_Aramaic Armi
Inherited Zinh Qaai
Inscriptional_Pahlavi Phli
Inscriptional_Parthian Prti
Javanese Java
Kaithi Kthi
Kannada Knda
Katakana Kana
Kayah_Li Kali
Kharoshthi Khar
Khitan_Small_Script Kits
Khmer Khmr
Khojki Khoj
Khudawadi Sind
Lao Laoo
Latin Latn
Lepcha Lepc
Limbu Limb
Linear_A Lina
Linear_B Linb
Lisu
Lycian Lyci
Lydian Lydi
Mahajani Mahj
Makasar Maka
Malayalam Mlym
Mandaic Mand
Manichaean Mani
Marchen Marc
Masaram_Gondi Gonm
Medefaidrin Medf
Meetei_Mayek Mtei
Mende_Kikakui Mend
Meroitic_Cursive Merc
Meroitic_Hieroglyphs Mero
Miao Plrd
Modi
Mongolian Mong
Mro Mroo
Multani Mult
Myanmar Mymr
Nabataean Nbat
Nandinagari Nand
New_Tai_Lue Talu
Newa
Nko Nkoo
Nushu Nshu
Nyiakeng_Puachue_Hmong Hmnp
Ogham Ogam
Ol_Chiki Olck
Old_Hungarian Hung
Old_Italic Ital
Old_North_Arabian Narb
Old_Permic Perm
Old_Persian Xpeo
Old_Sogdian Sogo
Old_South_Arabian Sarb
Old_Turkic Orkh
Old_Uyghur Ougr
Oriya Orya
Osage Osge
Osmanya Osma
Pahawh_Hmong Hmng
Palmyrene Palm
Pau_Cin_Hau Pauc
Phags_Pa Phag
Phoenician Phnx
Psalter_Pahlavi Phlp
Rejang Rjng
Runic Runr
Samaritan Samr
Saurashtra Saur
Sharada Shrd
Shavian Shaw
Siddham Sidd
SignWriting Sgnw
Sinhala Sinh
Sogdian Sogd
Sora_Sompeng Sora
Soyombo Soyo
Sundanese Sund
Syloti_Nagri Sylo
Syriac Syrc
Tagalog Tglg
Tagbanwa Tagb
Tai_Le Tale
Tai_Tham Lana
Tai_Viet Tavt
Takri Takr
Tamil Taml
Tangsa Tnsa
Tangut Tang
Telugu Telu
Thaana Thaa
Thai
Tibetan Tibt
Tifinagh Tfng
Tirhuta Tirh
Toto
Ugaritic Ugar
Unknown Zzzz
Vai Vaii
Vithkuqi Vith
Wancho Wcho
Warang_Citi Wara
Yezidi Yezi
Yi Yiii
Zanabazar_Square Zanb
In_Basic_Latin
In_Latin_1_Supplement
In_General_Punctuation
In_CJK_Symbols_and_Punctuation
In_Hiragana
In_Katakana
In_Bopomofo
In_Hangul_Syllables
In_CJK_Unified_Ideographs
In_CJK_Unified_Ideographs_Extension_A
In_CJK_Compatibility_Ideographs
In_CJK_Compatibility_Forms
In_Kangxi_Radicals
In_Halfwidth_and_Fullwidth_Forms
In_Enclosed_Alphanumerics
In_Emoticons
In_Private_Use_Area
In_Specials
"""

# Those that the options about ASCII narrow.
POSIX = "Alnum Alpha Blank Cntrl Digit Graph Lower Print Punct Space Upper XDigit ASCII Word".split()

ONIG = C.CDLL("libonig.so.5")


class Region(C.Structure):
    _fields_ = [("allocated", C.c_int), ("count", C.c_int), ("begin", C.POINTER(C.c_int)), ("end", C.POINTER(C.c_int))]


UTF8 = C.addressof(C.c_char.in_dll(ONIG, "OnigEncodingUTF8"))
RUBY = C.addressof(C.c_char.in_dll(ONIG, "OnigSyntaxRuby"))
ONIG.onig_new.argtypes = [C.c_void_p] * 3 + [C.c_uint] + [C.c_void_p] * 3
ONIG.onig_search.argtypes = [C.c_void_p] * 6 + [C.c_uint]
ONIG.onig_region_new.restype = C.POINTER(Region)
ONIG.onig_version.restype = C.c_char_p
ONIG.onig_initialize((C.c_void_p * 1)(UTF8), 1)

SCALARS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
TEXT = "".join(map(chr, SCALARS)).encode()
BUFFER = C.create_string_buffer(TEXT, len(TEXT))


def scalar_at(offset):
    """The scalar that begins at a byte of TEXT."""
    for count, size, first in ((0x80, 1, 0), (0x780, 2, 0x80), (0xF000, 3, 0x800)):
        if offset < count * size:
            scalar = first + offset // size
            return scalar if scalar < 0xD800 else scalar + 0x800
        offset -= count * size
    return 0x10000 + offset // 4


def ranges(name):
    """The runs of scalars that have a property; `None` where libonig does not know it."""
    pattern = ("\\p{%s}+" % name).encode()
    source = C.create_string_buffer(pattern, len(pattern))
    start = C.addressof(source)
    regex = C.c_void_p()
    info = (C.c_void_p * 3)()
    if ONIG.onig_new(C.byref(regex), start, start + len(pattern), 0, UTF8, RUBY, info) != 0:
        return None
    region = ONIG.onig_region_new()
    base = C.addressof(BUFFER)
    found, offset = [], 0
    while offset < len(TEXT):
        if ONIG.onig_search(regex, base, base + len(TEXT), base + offset, base + len(TEXT), region, 0) < 0:
            break
        begin, offset = region.contents.begin[0], region.contents.end[0]
        # The run's last scalar is the one before what stands at its end.
        last = scalar_at(offset) - 1 if offset < len(TEXT) else 0x10FFFF
        found.append((scalar_at(begin), 0xD7FF if last == 0xDFFF else last))
    return found


DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-"


def number(value):
    """Five bits a character, the lowest first, the sixth for «more follow»."""
    text = ""
    while True:
        value, low = value >> 5, value & 31
        text += DIGITS[low + 32 if value else low]
        if not value:
            return text


def encode(runs):
    """The gap before each run and its length less one."""
    text, end = "", 0
    for first, last in runs:
        text += number(first - end) + number(last - first)
        end = last + 1
    return text


def main():
    print("// Made by make_properties.py from libonig %s; see NOTICE." % ONIG.onig_version().decode())
    print("// swift-format-ignore-file\n")
    print("/// The scalars of each property, as text; `Properties` reads a line when it is asked for.")
    print("enum PropertyTables {")
    print("    /// `name name …:runs`, the names in lower case and without '_'; the runs as gaps and lengths.")
    print('    static let lines = """')
    lines = [name.split() for name in NAMES.split("\n") if name] + [[name] for name in POSIX]
    for names in lines:
        runs = ranges(names[0])
        if runs is None:
            sys.exit("libonig does not know " + names[0])
        for other in names[1:]:
            if ranges(other) != runs:
                sys.exit("%s is not %s" % (other, names[0]))
        line = " ".join(name.lower().replace("_", "") for name in names) + ":" + encode(runs)
        pieces = [line[i:i + 110] for i in range(0, len(line), 110)]
        print("        " + "\\\n        ".join(pieces))
    print('        """')
    print("}")


main()
