"""Points the client packages that people really use at filtered streams, and tells what they read.

    real_clients.py HALLMARK STREAMS RULES WORK

Each recorded stream of the folder STREAMS is read as it is, and goes through `HALLMARK filter` three times: as it was
recorded, with personal data planted in it that the packs of the folder RULES mask, and with a phrase planted in it that
a rule made for this blocks. A server on loopback takes the place of the model's and answers with the filtered bytes, in
small pieces; the package reads them to the end. What it joined must be what a plain decoding of the same bytes gives;
each choice must end as the protocol says; nothing forbidden may have been read. Files of its own go into the folder
WORK.

Standard output: one JSON object, {"read": number of streams read, "problems": [text, ...]}.

A protocol more is an entry more in PROTOCOLS.
"""
import collections
import dataclasses
import http.server
import json
import os
import pathlib
import subprocess
import sys
import threading
import typing
import urllib.request

PIECE = 97  # bytes that the server sends at a time: no multiple of any frame
PATIENCE = 60  # seconds that one run of the filter may take

MASKED = "（电话 13912345678）"
BLOCKED = "（xqforbidden）xqafterwards"
NOTICE = "[内容已被拦截 / content blocked]"
# What was planted must not stand anywhere in the filtered bytes; what was recorded, in nothing that a client reads.
PLANTED = ("13912345678", "xqforbidden", "xqafterwards")
RECORDED = ("13800138000", "11010519491231002X", "4111 1111 1111 1111", "AKIAIOSFODNN7EXAMPLE")
TRIAL = """\
pack: trial
version: 1.0.0
title: {zh: 试, en: Trial}
rules:
  - id: trial.stop
    title: {zh: 停, en: Stop}
    category: custom
    severity: high
    action: block
    match: {keywords: [xqforbidden]}
    tests: {hit: [xqforbidden], clean: [allowed]}
"""


PARTS = ("text", "reasoning", "tools", "refusal", "finish")


class Reading:
    """What was read of a reply, by choice or block."""

    def __init__(self):
        self.parts = {name: collections.defaultdict(str) for name in PARTS}
        self.again = []  # (part, index, text): what the client says once more in the end, put together by itself

    def add(self, part, index, text):
        if text:
            self.parts[part][str(index)] += text

    def part(self, name):
        return {index: whole(text) for index, text in self.parts[name].items()}

    def everything(self):
        texts = [text for part in self.parts.values() for text in part.values()]
        return whole("\n".join(texts + [text for _, _, text in self.again]))


def whole(text):
    """A client that joins UTF-16 sees a pair where Python keeps its halves."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


# The clients. Each reads one reply of the server at `base`.


def openai_client(base):
    import openai
    return openai.OpenAI(api_key="none", base_url=base + "/v1", max_retries=0)


def openai_chat(base, reading):
    messages = [{"role": "user", "content": "?"}]
    stream = openai_client(base).chat.completions.create(model="m", messages=messages, stream=True)
    for chunk in stream:
        for choice in chunk.choices:
            delta = choice.delta
            reading.add("text", choice.index, delta.content)
            reading.add("refusal", choice.index, delta.refusal)
            reading.add("reasoning", choice.index, getattr(delta, "reasoning_content", None))
            for call in delta.tool_calls or []:
                if call.function:
                    reading.add("tools", f"{choice.index}/{call.index}", call.function.arguments)
            reading.add("finish", choice.index, choice.finish_reason)


def openai_chat_helper(base, reading):
    """The client that puts the pieces together itself, and raises at what it cannot join."""
    messages = [{"role": "user", "content": "?"}]
    with openai_client(base).chat.completions.stream(model="m", messages=messages) as stream:
        for _ in stream:
            pass
        completion = stream.get_final_completion()
    for choice in completion.choices:
        reading.add("text", choice.index, choice.message.content)
        reading.add("finish", choice.index, choice.finish_reason)


RESPONSE_PARTS = {
    "response.output_text.delta": "text",
    "response.refusal.delta": "refusal",
    "response.reasoning_summary_text.delta": "reasoning",
    "response.reasoning_text.delta": "reasoning",
    "response.function_call_arguments.delta": "tools",
}


def read_response_event(event, reading):
    part = RESPONSE_PARTS.get(event.type)
    if part:
        reading.add(part, event.output_index, event.delta)
    elif event.type in ("response.completed", "response.incomplete", "response.failed"):
        details = event.response.incomplete_details
        reading.add("finish", "0", event.response.status)
        reading.add("finish", "reason", details.reason if details else None)
        for index, item in enumerate(event.response.output or []):
            if item.type == "message":
                texts = [part.text for part in item.content if part.type == "output_text"]
                reading.again.append(("text", str(index), "".join(texts)))
            elif item.type == "function_call":
                reading.again.append(("tools", str(index), item.arguments))
    elif event.type == "response.output_text.done":
        reading.again.append(("text", str(event.output_index), event.text))


def openai_responses(base, reading):
    for event in openai_client(base).responses.create(model="m", input="?", stream=True):
        read_response_event(event, reading)


def openai_responses_helper(base, reading):
    """The client that keeps a snapshot of the reply, and raises when it does not fit what comes."""
    with openai_client(base).responses.stream(model="m", input="?") as stream:
        for event in stream:
            read_response_event(event, reading)


def anthropic_messages(base, reading):
    import anthropic
    client = anthropic.Anthropic(api_key="none", base_url=base, max_retries=0)
    messages = [{"role": "user", "content": "?"}]
    with client.messages.stream(model="m", max_tokens=9, messages=messages) as stream:
        for event in stream:
            if event.type != "content_block_delta":
                continue
            delta = event.delta
            reading.add("text", event.index, getattr(delta, "text", None))
            reading.add("reasoning", event.index, getattr(delta, "thinking", None))
            reading.add("tools", event.index, getattr(delta, "partial_json", None))
        message = stream.get_final_message()
    reading.add("finish", "0", message.stop_reason)
    for index, block in enumerate(message.content):
        if block.type == "text":
            reading.again.append(("text", str(index), block.text))
        elif block.type == "tool_use":
            reading.again.append(("tools", str(index), json.dumps(block.input, ensure_ascii=False)))


def anthropic_raw(base, reading):
    import anthropic
    client = anthropic.Anthropic(api_key="none", base_url=base, max_retries=0)
    messages = [{"role": "user", "content": "?"}]
    for event in client.messages.create(model="m", max_tokens=9, messages=messages, stream=True):
        if event.type == "content_block_delta":
            reading.add("text", event.index, getattr(event.delta, "text", None))
            reading.add("reasoning", event.index, getattr(event.delta, "thinking", None))
            reading.add("tools", event.index, getattr(event.delta, "partial_json", None))
        elif event.type == "message_delta":
            reading.add("finish", "0", event.delta.stop_reason)


def ollama_chat(base, reading):
    import ollama
    messages = [{"role": "user", "content": "?"}]
    for part in ollama.Client(host=base).chat(model="m", messages=messages, stream=True):
        reading.add("text", 0, part.message.content)
        reading.add("reasoning", 0, part.message.thinking)
        for call in part.message.tool_calls or []:
            reading.add("tools", 0, json.dumps(dict(call.function.arguments), ensure_ascii=False))
        if part.done:
            reading.add("finish", 0, part.done_reason or "done")


def ollama_generate(base, reading):
    import ollama
    for part in ollama.Client(host=base).generate(model="m", prompt="?", stream=True):
        reading.add("text", 0, part.response)
        reading.add("reasoning", 0, part.thinking)
        if part.done:
            reading.add("finish", 0, part.done_reason or "done")


def llamacpp(base, reading):
    """There is no package for the native endpoint: its own examples read lines that begin with `data:`."""
    request = urllib.request.Request(base + "/completion", data=b"{}", method="POST")
    with urllib.request.urlopen(request) as answer:
        for line in answer:
            if not line.startswith(b"data: "):
                continue
            frame = json.loads(line[6:])
            index = frame.get("index", 0)
            reading.add("text", index, frame["content"])
            if frame["stop"]:
                reading.add("finish", index, frame.get("stop_type") or "stop")


# The plain decodings: (part, index, text) of one frame, as the protocol's page says.


def chat_frame(frame):
    for choice in frame.get("choices", []):
        delta, index = choice.get("delta", {}), choice["index"]
        yield "text", index, delta.get("content")
        yield "refusal", index, delta.get("refusal")
        yield "reasoning", index, delta.get("reasoning_content")
        for call in delta.get("tool_calls") or []:
            yield "tools", f"{index}/{call['index']}", call.get("function", {}).get("arguments")
        yield "finish", index, choice.get("finish_reason")


def ollama_frame(frame):
    message = frame.get("message", {})
    yield "text", 0, message.get("content") or frame.get("response")
    yield "reasoning", 0, message.get("thinking") or frame.get("thinking")
    for call in message.get("tool_calls") or []:
        yield "tools", 0, json.dumps(call["function"]["arguments"], ensure_ascii=False)
    if frame.get("done"):
        yield "finish", 0, frame.get("done_reason") or "done"


def llamacpp_frame(frame):
    yield "text", frame.get("index", 0), frame.get("content")
    if frame.get("stop"):
        yield "finish", frame.get("index", 0), frame.get("stop_type") or "stop"


def anthropic_frame(frame):
    delta = frame.get("delta", {})
    if frame["type"] == "content_block_delta":
        yield "text", frame["index"], delta.get("text")
        yield "reasoning", frame["index"], delta.get("thinking")
        yield "tools", frame["index"], delta.get("partial_json")
    elif frame["type"] == "message_delta":
        yield "finish", 0, delta.get("stop_reason")


def responses_frame(frame):
    part = RESPONSE_PARTS.get(frame["type"])
    if part:
        yield part, frame["output_index"], frame["delta"]
    elif frame["type"] in ("response.completed", "response.incomplete", "response.failed"):
        yield "finish", 0, frame["response"]["status"]
        yield "finish", "reason", (frame["response"]["incomplete_details"] or {}).get("reason")


@dataclasses.dataclass
class Client:
    """A way of reading, and the parts of a reply that this way tells."""
    read: typing.Callable
    parts: tuple = ("text", "reasoning", "tools", "finish")
    refuses: typing.Optional[str] = None  # the error that it raises at a reply that was blocked
    reads: typing.Callable = lambda name: True  # the streams, by name, that it can read


@dataclasses.dataclass
class Protocol:
    format: str  # of `hallmark filter --format`
    streams: str  # the recorded streams, a pattern of file names
    frame: typing.Callable  # the plain decoding
    text: tuple  # the paths at which a frame may hold text of the reply
    blocked: typing.Callable  # how a reply ends whose choice or block of this index was blocked
    clients: list


PROTOCOLS = [
    Protocol("openai-sse", "chat-*.sse", chat_frame, (("choices", 0, "delta", "content"),), lambda index: {
        index: "content_filter"}, [
        Client(openai_chat), Client(openai_chat_helper, ("text", "finish"), "ContentFilterFinishReasonError")]),
    Protocol("ollama", "ollama-*.ndjson", ollama_frame, (("message", "content"), ("response",)), lambda index: {
        "0": "content_filter"}, [
        Client(ollama_chat, reads=lambda name: "generate" not in name),
        Client(ollama_generate, reads=lambda name: "generate" in name)]),
    Protocol("llamacpp", "llamacpp-*.sse", llamacpp_frame, (("content",),), lambda index: {
        index: "stop"}, [Client(llamacpp)]),
    Protocol("anthropic-sse", "anthropic-*.sse", anthropic_frame, (("delta", "text"),), lambda index: {
        "0": "refusal"}, [Client(anthropic_messages), Client(anthropic_raw)]),
    Protocol("openai-responses", "responses-*.sse", responses_frame, (("delta",),), lambda index: {
        "0": "incomplete", "reason": "content_filter"}, [
        Client(openai_responses), Client(openai_responses_helper, ("text", "reasoning", "tools"))]),
]


def payload(line):
    """The frame of a line; `None` where there is none, or only the beginning of one."""
    line = line.removeprefix(b"data:").strip()
    try:
        return json.loads(line) if line.startswith(b"{") else None
    except ValueError:
        return None


def plain(protocol, data):
    reading = Reading()
    for frame in filter(None, map(payload, data.split(b"\n"))):
        for part, index, text in protocol.frame(frame):
            reading.add(part, index, text)
    return reading


def slot(protocol, frame):
    """The object or array and the key in it that hold a frame's text."""
    for path in protocol.text:
        holder = frame
        try:
            for step in path[:-1]:
                holder = holder[step]
            if isinstance(holder[path[-1]], str) and holder[path[-1]]:
                return holder, path[-1]
        except (KeyError, IndexError, TypeError):
            continue
    return None


def planted(protocol, data, phrase):
    """The stream with `phrase` in the middle of a reply, cut over two frames where the reply has two there."""
    lines = data.split(b"\n")
    frames = {number: payload(line) for number, line in enumerate(lines)}
    index = None
    slots = []
    for number, frame in frames.items():
        found = slot(protocol, frame) if frame else None
        said = [owner for part, owner, text in protocol.frame(frame) if part == "text" and text] if found else []
        if not said or (index is not None and said[0] != index):
            continue
        index = said[0]
        slots.append((number, *found))
    before = "".join(holder[key] for _, holder, key in slots)
    middle = len(slots) // 2
    half = len(phrase) // 2
    cuts = [(middle - 1, phrase[:half])] * (middle > 0) + [(middle, phrase[half:] if middle else phrase)]
    for place, piece in cuts:
        number, holder, key = slots[place]
        holder[key] = holder[key] + piece if place < middle else piece + holder[key]
    after = "".join(holder[key] for _, holder, key in slots)
    for number, frame in frames.items():
        # A frame that says the whole text once more has to say the planted one.
        changed = frame and renewed(frame, before, after)
        if changed and changed != payload(lines[number]):
            lead = b"data: " if lines[number].startswith(b"data:") else b""
            lines[number] = lead + json.dumps(changed).encode()
    return b"\n".join(lines), str(index)


def renewed(value, before, after):
    if isinstance(value, dict):
        return {key: renewed(member, before, after) for key, member in value.items()}
    if isinstance(value, list):
        return [renewed(member, before, after) for member in value]
    return whole(after) if isinstance(value, str) and whole(value) == whole(before) else value


def serve(data, content_type):
    """A server on loopback that answers every request with `data`."""

    class Answering(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *arguments):
            pass

        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(200)
            self.send_header("Content-Type", content_type)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for start in range(0, len(data), PIECE):
                piece = data[start:start + PIECE]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.handle_error = lambda *arguments: None  # a client that has read enough may hang up
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server


def read(client, data):
    """What `client` reads of `data`, and the name of the error that it raised."""
    reading = Reading()
    server = serve(data, "text/event-stream" if b"data:" in data else "application/x-ndjson")
    try:
        client.read(f"http://127.0.0.1:{server.server_port}", reading)
        return reading, None
    except Exception as error:  # whatever a client raises is the finding
        return reading, type(error).__name__
    finally:
        server.shutdown()
        server.server_close()


class Trial:
    """The streams of one protocol after another, and what went wrong."""

    def __init__(self, hallmark, streams, rules, work):
        paths = (pathlib.Path(path).resolve() for path in (hallmark, streams, rules, work))
        self.hallmark, self.streams, self.rules, self.work = paths
        (self.work / "trial.yaml").write_text(TRIAL)
        self.count, self.problems = 0, []

    def filtered(self, protocol, data):
        command = [self.hallmark, "filter", "--format", protocol.format, "--no-log", "--keep-alive", "0"]
        for rules in (self.work / "trial.yaml", self.rules):
            command += ["--rules", str(rules)]
        places = {"HALLMARK_KEYS": str(self.work / "keys"), "XDG_CACHE_HOME": str(self.work / "cache")}
        return subprocess.run(
            command, input=data, capture_output=True, cwd=self.work, env={**os.environ, **places}, timeout=PATIENCE)

    def run(self):
        unread = {path.name for path in self.streams.iterdir()}
        for protocol in PROTOCOLS:
            paths = sorted(self.streams.glob(protocol.streams))
            unread -= {path.name for path in paths}
            for path in paths:
                self.stream(protocol, path)
        self.problems += [f"{name}: no protocol of the table reads it" for name in sorted(unread)]

    def stream(self, protocol, path):
        recorded = path.read_bytes()
        errors = []
        for client in protocol.clients:
            if client.reads(path.name):
                reading, error = read(client, recorded)
                errors.append((client, error))
                self.compare(client, f"{path.name}, {client.read.__name__}", reading, plain(protocol, recorded))
        for variant, phrase in (("recorded", None), ("masked", MASKED), ("blocked", BLOCKED)):
            source, index = planted(protocol, recorded, phrase) if phrase else (recorded, None)
            name = f"{path.name} {variant}"
            if phrase and phrase not in plain(protocol, source).part("text")[index]:
                self.problems.append(f"{name}: nothing was planted")
            done = self.filtered(protocol, source)
            # 1: something was blocked. 65: the input broke off, or an error took the place of the reply's end.
            unfinished = {65} if "-cut" in path.name or path.name == "anthropic-error.sse" else set()
            if done.returncode not in ({1} if variant == "blocked" else {0}) | unfinished:
                self.problems.append(f"{name}: exit {done.returncode}: {done.stderr.decode(errors='replace').strip()}")
                continue
            ends = plain(protocol, source).part("finish")
            if variant == "blocked":
                ends |= protocol.blocked(index)
                notice = plain(protocol, done.stdout).part("text").get(index, "")
                if not notice.endswith(NOTICE):
                    self.problems.append(f"{name}: the notice is not the end of {notice!r}")
            for client, error in errors:
                blocked = variant == "blocked"
                self.client(protocol, client, name, done.stdout, ends, client.refuses if blocked else error)

    def client(self, protocol, client, name, data, ends, expected):
        """`expected` is the error that is to be raised."""
        self.count += 1
        reading, error = read(client, data)
        name = f"{name}, {client.read.__name__}"
        self.same(f"{name}: error", error, expected)
        texts = reading.everything() + plain(protocol, data).everything()
        for word in PLANTED + RECORDED:
            if word in texts or (word in PLANTED and word.encode() in data):
                self.problems.append(f"{name}: {word} was let through")
        if not error:
            self.compare(client, name, reading, plain(protocol, data))
            self.same(f"{name}: ends", reading.part("finish"), ends)

    def compare(self, client, name, reading, decoded):
        for part in client.parts:
            self.same(f"{name}: {part}", reading.part(part), decoded.part(part))
        for part, index, text in reading.again:
            pair = [whole(text), decoded.part(part).get(index, "")]
            self.same(f"{name}: {part} again", *(map(json.loads, pair) if part == "tools" else pair))

    def same(self, name, found, expected):
        if found != expected:
            self.problems.append(f"{name}: read {found!r}, expected {expected!r}")


def main():
    trial = Trial(*sys.argv[1:])
    trial.run()
    json.dump({"read": trial.count, "problems": trial.problems}, sys.stdout)


if __name__ == "__main__":
    main()
