#!/usr/bin/env python3
"""Writes the workload of HallmarkThroughput: 10,000 keywords, 200 expressions, and text with both in it.

    python3 make_workload.py FOLDER --dictionary dict.txt [--mb 256]

    keywords.txt   7,000 Chinese, 3,000 English, one a line
    regexes.tsv    number, a form without look-around (for Hyperscan), the form that a rule would have
    chinese.txt, english.txt, mixed.jsonl, each of --mb MiB, and beside each NAME.records: the texts that are judged,
                   each after its length in four bytes, little-endian (a line; the `content` of a JSON line)

dict.txt is jieba's (PyPI jieba): Chinese words and how often they occur. English words come from /usr/share/dict
(Debian wamerican, wamerican-large). The same seed gives the same bytes. Words are drawn one by one, by frequency: the
text has no grammar. All words and numbers are harmless, and any likeness to real data is chance.
"""
import argparse
import itertools
import json
import random
import re
import re._parser as parser
import struct

SEED = 45_438
ALNUM = '[A-Za-z0-9]'

FREQUENT = """the of and to a in is it you that he was for on are with as his they be at one have this from or had by not but
what some we can out other were all there when up use your how said an each she which do their time if will way about many then
them would like so these her long make thing see him two has look more day could go come did my no most who over know than call
first people may down side been now find any new work part take get place made live where after back little only round man year
came show every good me give our under name very through just form much great think say help low line before turn cause same
mean move right boy old too does tell set three want air well also play small end put home read hand large even land here must
big high such follow act why ask change went light kind off need house try us again point world near build self earth father""".split()

# ---- words

def zipf(words):
    return list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))


def read_words(path, pattern):
    with open(path, encoding='utf-8') as lines:
        return sorted({line.strip() for line in lines if re.fullmatch(pattern, line.strip())})


class Vocabulary:
    def __init__(self, dictionary, rng):
        chinese = []
        with open(dictionary, encoding='utf-8') as lines:
            for line in lines:
                word, count = line.split(' ')[:2]
                if int(count) > 1 and all('\u4e00' <= c <= '\u9fff' for c in word):
                    chinese.append((word, int(count)))
        chinese.sort(key=lambda entry: (-entry[1], entry[0]))
        self.chinese = [word for word, _ in chinese]
        self.counts = dict(chinese)
        self.chinese_weights = list(itertools.accumulate(count for _, count in chinese))
        # Short words first, as in any language, with chance enough that the order is not that of length alone.
        usual = read_words('/usr/share/dict/american-english', '[a-z]{2,15}')
        usual.sort(key=lambda word: len(word) + rng.gauss(0, 2.5))
        self.english = FREQUENT + [word for word in usual if word not in FREQUENT]
        self.english_weights = zipf(self.english)
        large = read_words('/usr/share/dict/american-english-large', '[a-z]{6,14}')
        self.rare_english = sorted(set(large) - set(usual))


def make_keywords(vocabulary, rng):
    counts = vocabulary.counts
    def of(length, least, most=1 << 60):
        return [w for w in vocabulary.chinese if len(w) == length and least <= counts[w] <= most]
    rare2, rare3, single, double, triple = of(2, 2, 50), of(3, 2, 50), of(1, 2000), of(2, 100), of(3, 20)
    weights = {id(words): list(itertools.accumulate(counts[w] ** 0.5 for w in words)) for words in (single, double, triple)}
    def common(words):
        return rng.choices(words, cum_weights=weights[id(words)])[0]
    usual = [w for w in vocabulary.english[150:7000] if len(w) > 2]
    rare = vocabulary.rare_english
    makers = [
        (700, lambda: rng.choice(rare2)),
        (600, lambda: rng.choice(rare3)),
        (500, lambda: common(double) + common(single)),
        (2900, lambda: common(double) + common(double)),
        (900, lambda: common(triple) + common(double)),
        (1400, lambda: common(double) + common(double) + common(double)),
        (1200, lambda: rng.choice(rare)),
        (900, lambda: rng.choice(rare) + ' ' + rng.choice(usual)),
        (900, lambda: rng.choice(usual) + ' ' + rng.choice(rare)),
    ]
    keywords = {}
    for number, make in makers:
        goal = len(keywords) + number
        while len(keywords) < goal:
            keywords.setdefault(make())
    keywords = list(keywords)
    rng.shuffle(keywords)
    return keywords


# ---- expressions: the portable form and the rule's own

class Expressions:
    def __init__(self, vocabulary, rng):
        self.pairs = []
        self.rng = rng
        self.vocabulary = vocabulary
        self.personal()
        self.secrets()
        self.english()
        self.chinese()
        assert len(self.pairs) == 200, len(self.pairs)

    def add(self, *sources):
        self.pairs += [(source, source) for source in sources]

    def number(self, *cores):
        """A number that no digit touches."""
        for core in cores:
            self.pairs.append((f'(?:^|[^0-9]){core}(?:[^0-9]|$)', f'(?<![0-9]){core}(?![0-9])'))

    def personal(self):
        date = '(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])'
        octet = '(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])'
        self.number(
            '1[3-9][0-9]{9}', '(?:[+]?86[- ]?)1[3-9][0-9]{9}', '1[3-9][0-9] [0-9]{4} [0-9]{4}',
            '1[3-9][0-9]-[0-9]{4}-[0-9]{4}', '0[1-9][0-9]{1,2}-[2-8][0-9]{6,7}', f'[1-9][0-9]{{5}}{date}[0-9]{{3}}[0-9Xx]',
            '62[0-9]{14,17}', '4[0-9]{15}', '5[1-5][0-9]{14}', '3[47][0-9]{13}', '[0-9]{4}[- ][0-9]{4}[- ][0-9]{4}[- ][0-9]{4}',
            '[0-9]{3}-[0-9]{2}-[0-9]{4}', rf'{octet}(?:[.]{octet}){{3}}', '400-[0-9]{3}-[0-9]{4}', '95[0-9]{3}-[0-9]{6}')
        self.add(
            r'[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,40}(?:[.][A-Za-z0-9-]{1,20}){0,2}[.][A-Za-z]{2,8}',
            r'https?://[a-z0-9.-]{3,50}[.](?:cn|com|net|org|io)(?:/[^\s"<>]{0,60})?',
            r'(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}', r'(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}', r'护照[号:：]{0,2}[EGPD][0-9]{8}',
            r'[京津沪渝冀豫云辽黑湘皖鲁苏浙赣鄂桂甘晋陕吉闽贵粤川琼][A-HJ-NP-Z][·-]?[A-HJ-NP-Z0-9]{5,6}',
            r'[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}', r'[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){4,6}',
            r'(?:QQ|qq|扣扣)(?:号|群)?[:： ]{0,2}[1-9][0-9]{4,10}', r'(?:微信|威信|VX|vx)(?:号)?[:： ]{0,2}[A-Za-z][A-Za-z0-9_-]{5,19}',
            r'身份证(?:号码|号)?.{0,5}[1-9][0-9]{16}[0-9Xx]', r'银行卡(?:号码|号)?.{0,5}[0-9]{16,19}', r'(?:手机|电话|联系方式).{0,5}1[3-9][0-9]{9}',
            r'(?:住址|家住|地址).{2,10}(?:省|市|区|县).{2,16}[0-9]{1,4}号', r'(?:生日|出生日期).{0,3}(?:19|20)[0-9]{2}[年/-][0-9]{1,2}[月/-][0-9]{1,2}',
            r'(?i)(?:ssn|social security).{0,10}[0-9]{3}-?[0-9]{2}-?[0-9]{4}', r'(?i)passport(?: no| number)?.{0,5}[A-Z][0-9]{8}',
            r'(?i)(?:date of birth|dob)[: ]{1,3}[0-9]{1,2}[/-][0-9]{1,2}[/-](?:19|20)[0-9]{2}',
            r'(?i)card number.{0,12}[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}', r'(?i)licen[sc]e (?:no|number).{0,8}[A-Z][0-9]{7,12}')

    def secrets(self):
        """Keys of well-known makes: how each begins, what it is made of, how long it is."""
        hexa, upper, word = '[a-f0-9]', '[A-Z0-9]', '[A-Za-z0-9_-]'
        makes = [
            ('(?:AKIA|ASIA|ABIA)', '[A-Z2-7]', '16'), ('ghp_', ALNUM, '36'), ('gho_', ALNUM, '36'), ('ghs_', ALNUM, '36'),
            ('ghu_', ALNUM, '36'), ('ghr_', ALNUM, '36'), ('github_pat_', '[A-Za-z0-9_]', '82'), ('glpat-', word, '20'), ('glptt-', hexa, '40'),
            ('sk-', ALNUM, '48'), ('sk-proj-', word, '40,120'), ('sk-ant-api03-', word, '80,95'), ('xox[abprs]-', '[A-Za-z0-9-]', '10,60'),
            ('AIza', word, '35'), ('ya29[.]', word, '20,80'), ('SG[.]', word, '22'), ('sq0atp-', word, '22'), ('sq0csp-', word, '43'),
            ('sk_live_', ALNUM, '24,90'), ('rk_live_', ALNUM, '24,90'), ('pk_live_', ALNUM, '24'), ('npm_', ALNUM, '36'),
            ('pypi-AgEIcHlwaS5vcmc', word, '50,100'), ('dop_v1_', hexa, '64'), ('doo_v1_', hexa, '64'), ('shpat_', hexa, '32'),
            ('shpss_', hexa, '32'), ('shpca_', hexa, '32'), ('hf_', '[A-Za-z]', '34'), ('LTAI', ALNUM, '20'), ('AKID', ALNUM, '32'),
            ('PMAK-', hexa, '24'), ('dckr_pat_', word, '27'), ('NRAK-', upper, '27'), ('lin_api_', ALNUM, '40'), ('sntrys_', word, '60,120'),
            ('rubygems_', hexa, '48'), ('whsec_', ALNUM, '32'), ('sbp_', hexa, '40'), ('r8_', ALNUM, '37'), ('gsk_', ALNUM, '52'),
            ('pplx-', hexa, '48'), ('tvly-', ALNUM, '32'), ('xai-', ALNUM, '80'), ('key-', ALNUM, '32'), ('tfp_', ALNUM, '40'),
        ]
        self.add(*[f'{start}{kind}{{{count}}}' for start, kind, count in makes])
        self.add(
            r'eyJ[A-Za-z0-9_-]{16,80}[.]eyJ[A-Za-z0-9_-]{16,120}[.][A-Za-z0-9_-]{20,90}', r'-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY',
            r'[0-9a-f]{32}-us[0-9]{1,2}', r'(?i)bearer [a-z0-9._~+/-]{20,120}', r'(?i)basic [a-z0-9+/]{24,80}={0,2}',
            r'''(?i)(?:api[_-]?key|secret[_-]?key|access[_-]?token)['"]?[ ]{0,3}[:=][ ]{0,3}['"]?[a-z0-9_-]{16,64}''',
            r'''(?i)(?:password|passwd|pwd)['"]?[ ]{0,2}[:=][ ]{0,2}['"]?[^\s'"\\]{8,40}''',
            r'(?:mysql|postgres|mongodb|redis|amqp)://[^\s:@/]{1,40}:[^\s:@/]{1,40}@[^\s/]{3,60}',
            r'(?i)aws[_-]?secret[_-]?access[_-]?key.{0,6}[A-Za-z0-9/+]{40}', r'密码(?:是|为|[:：])[A-Za-z0-9!@#$%^&*_-]{6,24}',
            r'(?:密钥|口令|令牌)(?:是|为|[:：])[A-Za-z0-9_-]{8,64}', r'验证码(?:是|为|[:：])[0-9]{4,8}', r'[A-Z0-9]{20}:[A-Za-z0-9/+]{40}',
            r'(?i)private[_-]?token.{0,4}[a-z0-9_-]{20}')

    def english(self):
        things = ['forged ticket', 'fake coupon', 'lock ?pick', 'smoke machine', 'loaded dice', 'fake diploma', 'radar jammer',
                  'stink bomb', 'phishing page', 'bot farm', 'fake invoice', 'skeleton key', 'card skimmer', 'signal blocker',
                  'spam mailer', 'key ?logger', 'exam answers', 'fake review']
        deeds = ['make', 'build', 'create', 'assemble', 'brew', 'set up', 'buy', 'sell', 'obtain', 'forge', 'hide', 'smuggle']
        shapes = [
            '(?i)how (?:to|do i|can i) (?:{d}) (?:a |an |some )?(?:{t})s?', '(?i)(?:{d}) (?:a |your own )?(?:{t}) (?:at home|without|online)',
            '(?i)(?:step by step|instructions|guide|recipe).{{0,30}}(?:{t})', '(?i)(?:{t}).{{0,20}}(?:for sale|tutorial|discount)',
            '(?i)ignore (?:all |any )?(?:previous|prior|above) (?:instructions|rules).{{0,20}}(?:{d})']
        self.grow(50, shapes, things, deeds)

    def chinese(self):
        counts = self.vocabulary.counts
        things = [word for word in self.vocabulary.chinese if len(word) == 2 and 200 <= counts[word] <= 3000]
        deeds = ['制作', '制造', '合成', '购买', '出售', '伪造', '破解', '绕过', '获取', '转让', '代办', '代开', '组装', '提炼']
        shapes = [
            '如何.{{0,10}}(?:{d}).{{0,6}}(?:{t})', '(?:怎么|怎样|教你).{{0,8}}(?:{d})', '(?:{d}).{{0,5}}(?:{t}).{{0,10}}(?:方法|步骤|教程|渠道)',
            '(?:加|联系|咨询).{{0,3}}(?:微信|扣扣|[Qq]{{2}}|[VvWw][Xx]).{{0,8}}[0-9A-Za-z_-]{{{n},20}}', '(?:{t})的?(?:{d})(?:方法|技术|配方)?',
            '(?:忽略|无视).{{0,6}}(?:{t}).{{0,8}}(?:指令|规则|限制)']
        self.grow(200 - len(self.pairs), shapes, things, deeds)

    def grow(self, count, shapes, things, deeds):
        made = {}
        while len(made) < count:
            shape = self.rng.choice(shapes)
            made.setdefault(shape.format(
                t='|'.join(self.rng.sample(things, self.rng.randint(2, 5))),
                d='|'.join(self.rng.sample(deeds, self.rng.randint(2, 4))), n=self.rng.randint(5, 9)))
        self.add(*made)


class Sampler:
    """Makes a text that an expression matches."""

    def __init__(self, rng):
        self.rng = rng

    def sample(self, source):
        tree = parser.parse(source)
        for _ in range(100):
            text = f' {self.walk(tree)} '
            if re.search(source, text):
                return text
        raise ValueError(source)

    def walk(self, tree):
        return ''.join(self.one(str(kind), value) for kind, value in tree)

    def one(self, kind, value):
        if kind == 'LITERAL':
            return chr(value)
        if kind == 'ANY':
            return self.rng.choice('的一是在了有和人这中')
        if kind == 'IN':
            if str(value[0][0]) == 'NEGATE':
                return self.rng.choice('bcdfgh')
            choices = []
            for what, item in value:
                choices += [chr(item)] if str(what) == 'LITERAL' else map(chr, range(item[0], item[1] + 1))
            return self.rng.choice(choices)
        if kind == 'MAX_REPEAT':
            least, most, inner = value
            return ''.join(self.walk(inner) for _ in range(self.rng.randint(least, min(int(most), least + 5))))
        if kind == 'SUBPATTERN':
            return self.walk(value[3])
        if kind == 'BRANCH':
            return self.walk(self.rng.choice(value[1]))
        return ''


# ---- text

CHINESE_ENDS = (['', '，', '。', '、', '：', '！', '？', '；', '“', '”', '（', '）', '\n'],
                list(itertools.accumulate([820, 85, 38, 14, 8, 3, 4, 2, 4, 4, 3, 3, 5])))
ENGLISH_ENDS = ([' ', ', ', '. ', ': ', '? ', '; ', '\n', ' - '], list(itertools.accumulate([870, 55, 45, 6, 4, 3, 10, 4])))
CODE = ['```python\nfor n in range(10):\n    print(n)\n```\n', '```sh\nls -l | wc -l\n```\n', '```json\n{"n": [1, 2]}\n```\n']


class Writer:
    def __init__(self, vocabulary, plants, rng):
        self.vocabulary, self.plants, self.rng = vocabulary, plants, rng

    def words(self, language, count):
        vocabulary = self.vocabulary
        if language == 'zh':
            words, weights, (ends, end_weights) = vocabulary.chinese, vocabulary.chinese_weights, CHINESE_ENDS
        else:
            words, weights, (ends, end_weights) = vocabulary.english, vocabulary.english_weights, ENGLISH_ENDS
        return (self.rng.choices(words, cum_weights=weights, k=count), self.rng.choices(ends, cum_weights=end_weights, k=count))

    def plant(self, language):
        """Six of ten are keywords."""
        return self.rng.choice(self.plants[language if self.rng.random() < 0.6 else 'rx'])

    def running(self, language, count):
        """About one plant in 5,000 bytes."""
        words, ends = self.words(language, count)
        mean = 5.6 if language == 'zh' else 6.6
        for place in self.rng.sample(range(count), int(count * mean / 5000)):
            ends[place] = self.plant(language) + ends[place]
        if language == 'en':
            start = True
            for place in range(count):
                if start:
                    words[place] = words[place].capitalize()
                start = ends[place][-1:] == '\n' or ends[place][:1] in '.?'
        return ''.join(itertools.chain.from_iterable(zip(words, ends)))

    def replies(self, count):
        """Replies of a model: mostly Chinese, some English, some of both, with headings, lists, code and numbers."""
        pools = {'zh': self.words('zh', 400 * count), 'en': self.words('en', 300 * count)}
        used = {'zh': 0, 'en': 0}
        for _ in range(count):
            size, kind, parts, length = min(8000, max(120, self.rng.lognormvariate(6.9, 0.6))), self.rng.random(), [], 0
            while length < size:
                share = 0.97 if kind < 0.6 else 0.03 if kind < 0.85 else 0.6
                language = 'zh' if self.rng.random() < share else 'en'
                number = self.rng.randint(8, 40)
                words, ends = pools[language]
                at = used[language] if used[language] + number <= len(words) else 0
                used[language] = at + number
                part = ''.join(itertools.chain.from_iterable(zip(words[at:at + number], ends[at:at + number])))
                if language == 'en':
                    part = part.capitalize()
                part = self.dress(part)
                if self.rng.random() < 0.03:
                    part += self.plant(language)
                parts.append(part)
                length += len(part.encode())
            yield ''.join(parts)

    def dress(self, part):
        chance = self.rng.random()
        if chance < 0.06:
            return f'\n\n## {part[:12]}\n{part}'
        if chance < 0.14:
            return f'\n{self.rng.randint(1, 9)}. **{part[:6]}** {part}'
        if chance < 0.20:
            return f'\n- {part}'
        if chance < 0.215:
            return part + '\n' + self.rng.choice(CODE)
        if chance < 0.225:
            return part + self.rng.choice('😊👍✅🎉💡')
        if chance < 0.28:
            return f'{part} {self.rng.randint(1, 2030)}'
        return part


def record(text):
    return struct.pack('<I', len(text)) + text


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('folder')
    arguments.add_argument('--dictionary', required=True)
    arguments.add_argument('--mb', type=int, default=256)
    options = arguments.parse_args()
    target = options.mb << 20
    rng = random.Random(SEED)
    vocabulary = Vocabulary(options.dictionary, rng)
    keywords = make_keywords(vocabulary, rng)
    expressions = Expressions(vocabulary, rng).pairs
    with open(f'{options.folder}/keywords.txt', 'w', encoding='utf-8') as file:
        file.writelines(word + '\n' for word in keywords)
    with open(f'{options.folder}/regexes.tsv', 'w', encoding='utf-8') as file:
        file.writelines(f'{i}\t{portable}\t{own}\n' for i, (portable, own) in enumerate(expressions))
    sampler = Sampler(rng)
    plants = {
        'zh': [word for word in keywords if ord(word[0]) > 127],
        'en': [f' {word} ' for word in keywords if ord(word[0]) < 128],
        'rx': [sampler.sample(own) for _, own in expressions for _ in range(30)],
    }
    writer = Writer(vocabulary, plants, rng)
    for name, language in (('chinese', 'zh'), ('english', 'en')):
        with open(f'{options.folder}/{name}.txt', 'wb') as file, open(f'{options.folder}/{name}.records', 'wb') as records:
            rest = b''
            while file.tell() < target:
                text = rest + writer.running(language, 100_000).encode()
                *lines, rest = text.split(b'\n')
                file.writelines(line + b'\n' for line in lines)
                records.writelines(map(record, lines))
    with open(f'{options.folder}/mixed.jsonl', 'wb') as file, open(f'{options.folder}/mixed.records', 'wb') as records:
        number = 0
        while file.tell() < target:
            for text in writer.replies(200):
                line = {'id': f'reply-{number:08d}', 'model': 'example', 'content': text}
                file.write(json.dumps(line, ensure_ascii=False, separators=(',', ':')).encode() + b'\n')
                records.write(record(text.encode()))
                number += 1


main()
