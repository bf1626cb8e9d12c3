"""Points the clients that people really use at filtered streams, and tells what they read.

A server on loopback takes the place of the model's: it answers every request with a recorded stream that went through
`hallmark filter`. Standard input: a JSON array of cases,

    {"name": ..., "client": ..., "stream": path, "command": [program, argument ...]}

Standard output: a JSON object with, for each name, what the client read:

    {"text": {choice: ...}, "reasoning": {...}, "tools": {...}, "refusal": {...}, "finish": {...}, "final": ...,
     "error": ...}

`final` is the whole reply as the client puts it together in the end, where it does.
"""
import collections
import http.server
import json
import subprocess
import sys
import threading
import urllib.request

PIECE = 97  # bytes of the recorded stream at a time: no multiple of any frame


class Filtered(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    case = None

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        lines = self.case["client"].startswith("ollama")
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson" if lines else "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        filtering = subprocess.Popen(
            self.case["command"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        feeding = threading.Thread(target=self.feed, args=(filtering.stdin,))
        feeding.start()
        while piece := filtering.stdout.read1(65536):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")
        feeding.join()
        self.case["complaint"] = filtering.stderr.read().decode()
        self.case["status"] = filtering.wait()

    def feed(self, pipe):
        with open(self.case["stream"], "rb") as recorded, pipe:
            while piece := recorded.read(PIECE):
                pipe.write(piece)
                pipe.flush()


class Reading:
    """What a client read, by choice or block."""

    def __init__(self):
        self.parts = {name: collections.defaultdict(str) for name in ("text", "reasoning", "tools", "refusal", "finish")}
        self.final = None

    def add(self, part, index, text):
        if text:
            self.parts[part][str(index)] += text

    def result(self):
        return {**{name: dict(texts) for name, texts in self.parts.items()}, "final": self.final}


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
        for event in stream:
            if event.type == "content.delta":
                reading.add("text", 0, event.delta)
        completion = stream.get_final_completion()
    for choice in completion.choices:
        reading.add("finish", choice.index, choice.finish_reason)
    reading.final = completion.choices[0].message.content


def output_text(response):
    texts = []
    for item in response.output or []:
        if item.type == "message":
            texts += [part.text if part.type == "output_text" else part.refusal for part in item.content]
    return "|".join(texts)


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
        reading.final = output_text(event.response)
        for index, item in enumerate(event.response.output or []):
            if item.type == "function_call":
                reading.add("tools", f"final {index}", item.arguments)
    elif event.type == "response.output_text.done":
        reading.add("text", f"done {event.output_index}", event.text)


def openai_responses(base, reading):
    for event in openai_client(base).responses.create(model="m", input="?", stream=True):
        read_response_event(event, reading)


def openai_responses_helper(base, reading):
    """The client that keeps a snapshot of the reply, and raises when it does not fit what comes."""
    with openai_client(base).responses.stream(model="m", input="?") as stream:
        for event in stream:
            if event.type in RESPONSE_PARTS or not hasattr(event, "response"):
                read_response_event(event, reading)
        if stream._state._completed_response:
            response = stream.get_final_response()
            reading.add("finish", "0", response.status)
            reading.final = output_text(response)


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
    reading.final = "|".join(block.text for block in message.content if block.type == "text")
    for index, block in enumerate(message.content):
        if block.type == "tool_use":
            reading.add("tools", f"final {index}", json.dumps(block.input, ensure_ascii=False))


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
        elif event.type == "message_stop":
            reading.add("finish", "stop", "message_stop")


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
                reading.final = (reading.final or "") + (frame.get("prompt") or "")


CLIENTS = {
    "openai-chat": openai_chat,
    "openai-chat-helper": openai_chat_helper,
    "openai-responses": openai_responses,
    "openai-responses-helper": openai_responses_helper,
    "anthropic": anthropic_messages,
    "anthropic-raw": anthropic_raw,
    "ollama-chat": ollama_chat,
    "ollama-generate": ollama_generate,
    "llamacpp": llamacpp,
}


def halves(text):
    """A client that joins UTF-16 sees a pair where Python keeps its halves."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def run(case):
    handler = type("Handler", (Filtered,), {"case": case})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    reading = Reading()
    result = {"error": None}
    try:
        CLIENTS[case["client"]](f"http://127.0.0.1:{server.server_port}", reading)
    except Exception as error:  # whatever a client raises is the finding
        result["error"] = f"{type(error).__name__}: {error}"
    finally:
        server.shutdown()
        server.server_close()
    return {**result, **reading.result(), "status": case.get("status"), "complaint": case.get("complaint")}


def main():
    cases = json.load(sys.stdin)
    results = {case["name"]: run(case) for case in cases}
    sys.stdout.write(halves(json.dumps(results, ensure_ascii=False)))


if __name__ == "__main__":
    main()
