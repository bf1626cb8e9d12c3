"""Reads what was exported with packages of others: check_formats.py FOLDER"""
import csv, json, os, sys

folder = sys.argv[1]


def path(name):
    return os.path.join(folder, name)


records = [json.loads(line) for line in open(path("out.jsonl"), encoding="utf-8")]
findings = [finding for record in records for finding in record.get("findings", [])]

# csv: Python's own reader, as a spreadsheet with the same rules would see it.
data = open(path("out.csv"), "rb").read()
assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\n") == data.count(b"\r\n")
rows = list(csv.DictReader(open(path("out.csv"), encoding="utf-8-sig", newline="")))
assert len(rows) == len(records)
for row, record in zip(rows, records):
    assert int(row["seq"]) == record["seq"] and row["time"] == record["time"] and row["kind"] == record["kind"]
    assert row["rules"].split() == sorted({finding["rule"] for finding in record.get("findings", [])})
    for cell in row.values():
        shown = cell.lstrip()
        assert not shown or shown[0] not in "=+-@＝＋－＠\t\r", cell

# ocsf: the findings against py-ocsf-models, all events against what the base event asks for.
from py_ocsf_models.events.findings.detection_finding import DetectionFinding
events = [json.loads(line) for line in open(path("out.ocsf"), encoding="utf-8")]
for event in events:
    assert event["type_uid"] == event["class_uid"] * 100 + event["activity_id"]
    assert event["category_uid"] == event["class_uid"] // 1000
    assert {"metadata", "severity_id", "time"} <= event.keys()
    assert json.loads(event["raw_data"])["seq"] == event["metadata"]["sequence"]
    if event["category_uid"] == 2:
        # The package knows the classes 2002 to 2004: a Data Security Finding has all that a Detection Finding has.
        known = dict(event, class_uid=2004, type_uid=200401, class_name="Detection Finding")
        model = DetectionFinding.model_validate(known)
        assert model.finding_info.title in {finding["rule"] for finding in findings}
    else:
        assert event["class_uid"] == 6003 and {"actor", "api", "src_endpoint"} <= event.keys()
assert sum(event["class_uid"] == 6003 for event in events) == len(records)
assert sum(event.get("count", 0) for event in events) == len(findings)

# sarif
from sarif import loader
sarif = loader.load_sarif_file(path("out.sarif"))
assert sarif.get_result_count() == len(findings), sarif.get_result_count()
report = json.load(open(path("out.sarif"), encoding="utf-8"))
rules = {rule["id"] for rule in report["runs"][0]["tool"]["driver"]["rules"]}
assert {finding["rule"] for finding in findings} == rules

# otel: as the proto3 JSON mapping has it, 64-bit numbers are strings.
seen = 0
for line in open(path("out.otel"), encoding="utf-8"):
    for resource in json.loads(line)["resourceLogs"]:
        for scope in resource["scopeLogs"]:
            for record in scope["logRecords"]:
                seen += 1
                assert record["timeUnixNano"].isdigit() and 1 <= record["severityNumber"] <= 24
                names = {pair["key"]: pair["value"] for pair in record["attributes"]}
                assert len(names) == len(record["attributes"])
                if record["eventName"] == "gen_ai.evaluation.result":
                    assert names["gen_ai.evaluation.name"]["stringValue"] and "gen_ai.response.id" in names
decisions = [record for record in records if record["kind"] == "content"]
others = len(records) - len(decisions)
assert seen == others + len(decisions) + sum(len({f["rule"] for f in r["findings"]}) for r in decisions), seen
print("read", len(records), len(findings))
