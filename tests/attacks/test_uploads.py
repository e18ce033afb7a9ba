"""Two things are uploaded, a table to audit and a file for a design of the evidence: what was made to do harm is refused in a sentence.

Workbooks that are bombs, damaged or endless are in tests/reports/test_auditor.py; here are those that speak to the XML
parser, and what a browser may send along with a file.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from attacks.inert import HOSTILE, faults_of

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HARMFUL = {
    "a billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
    "a file of the server": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    "another server": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "http://127.0.0.1:1/x">]>',
    "an endless device": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///dev/zero">]>',
}
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(start: str) -> bytes:
    """A workbook whose shared words and sheet begin with this, and use the entity that it declares."""
    made, out = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["Area", "a"])
    book.active.append(["North", 3])
    book.save(made)
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c><c r="B1" t="n"><v>7</v></c></row>'
    parts = {
        "xl/worksheets/sheet1.xml": f"<worksheet {SPACE}><sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {SPACE}><si><t>&l9;</t></si></sst>",
    }
    with zipfile.ZipFile(io.BytesIO(made.getvalue())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, f"<?xml version='1.0'?>{start}{parts[name]}" if name in parts else old.read(name))
    return out.getvalue()


@pytest.mark.parametrize("harm", HARMFUL)
def test_a_workbook_that_speaks_to_the_parser_tells_and_does_nothing(office: Callable[..., Any], harm: str) -> None:
    manager = office("manager")
    for address, field in (("/reports/audit", "files"), ("/evidence/city-figures/", "file")):
        answer = manager.post(address, {field: SimpleUploadedFile("book.xlsx", workbook(HARMFUL[harm]))})
        assert answer.status_code in (200, 422), answer.status_code
        assert b"root:" not in answer.content and b"hahaha" not in answer.content


NAMES = ["../../../etc/cron.d/x", "book.xlsx\x00.csv", f"{HOSTILE}.csv", "a" * 500 + ".csv", "CON.csv", "x\r\nset-cookie: a=b.csv"]
TABLES = {
    "/reports/audit": ("files", f"Area,{HOSTILE.replace(',', '')}\r\nNorth,3\r\nSouth,<5\r\nTotal,7\r\n"),
    "/evidence/city-figures/": ("file", f"place,year,deaths,{HOSTILE.replace(',', '')}\r\n{HOSTILE},2023,3\r\nSouth,2023,<5\r\n"),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("address", TABLES)
def test_the_name_of_a_file_is_a_word_like_any_other(office: Callable[..., Any], address: str, name: str) -> None:
    manager = office("manager")
    boundary = "edge"
    quoted = name.replace('"', "%22").replace("\r\n", "%0D%0A")
    field, table = TABLES[address]
    body = f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{quoted}"\r\nContent-Type: text/csv\r\n\r\n{table}\r\n--{boundary}--\r\n'
    answer = manager.generic("POST", address, body.encode(), content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code in (200, 400, 422), answer.status_code
    assert faults_of({key.lower(): value for key, value in answer.headers.items()}, answer.content) == []
    assert "set-cookie" not in {key.lower() for key in answer.headers if answer.headers[key].startswith("a=b")}
