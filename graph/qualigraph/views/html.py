"""A page as one HTML file: its own style, no script, readable aloud, made for paper."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from typing import Final

from qualigraph.views.page import Block, Cell, Column, Drawing, Facts, Heading, Kind, Note, Page, Table, text_of

STYLE: Final = """
:root{--ink:#1c2b36;--quiet:#566470;--line:#c9d3da;--head:#1f3a4d;--soft:#f2f6f8;--late:#a4161a;--done:#1d6b35}
*{box-sizing:border-box}
body{font:15px/1.45 system-ui,"Segoe UI",Roboto,Arial,sans-serif;color:var(--ink);margin:0 auto;padding:1.5rem;
 max-width:70rem;background:#fff}
header{border-bottom:3px solid var(--head);margin-bottom:1rem;padding-bottom:.6rem}
h1{font-size:1.55rem;margin:0;color:var(--head)}
h2{font-size:1.15rem;margin:1.6rem 0 .4rem;color:var(--head);break-after:avoid}
.plan{font-size:1.05rem;margin:.15rem 0 .4rem}
.basis{color:var(--quiet);margin:0;font-size:.87rem}
.basis strong{color:var(--ink)}
p.note{background:#fff6dd;border-left:4px solid #c98a00;padding:.5rem .7rem;margin:.8rem 0}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.1rem;font-size:.87rem}
caption{text-align:left;font-weight:600;padding:.3rem 0;color:var(--ink)}
th,td{border:1px solid var(--line);padding:.28rem .42rem;text-align:left;vertical-align:top;overflow-wrap:break-word}
thead th{background:var(--head);color:#fff;font-weight:600}
tbody th{font-weight:400}
tr.strong th,tr.strong td{font-weight:700;background:var(--soft)}
td.number,td.percent,td.date,th.number,th.percent,th.date{text-align:right;white-space:nowrap}
thead th{white-space:normal!important}
.late{color:var(--late);font-weight:600}
.done{color:var(--done);font-weight:600}
.missing{color:var(--quiet);font-style:italic}
.bar{display:block;width:100%;height:.42rem;margin-top:.15rem}
tr{break-inside:avoid}
dl{display:grid;grid-template-columns:12rem 1fr;gap:.25rem .8rem;margin:.5rem 0 1rem}
dt{color:var(--quiet)}dd{margin:0;white-space:pre-line}
figure{margin:.6rem 0;overflow-x:auto}figure svg{max-width:100%;height:auto}
footer{margin-top:1.5rem;border-top:1px solid var(--line);padding-top:.4rem;color:var(--quiet);font-size:.8rem}
@media(max-width:40rem){dl{grid-template-columns:1fr}body{padding:.8rem}.wide{overflow-x:auto}}
@media print{body{max-width:none;padding:0;font-size:10.5pt}thead{display:table-header-group}
 tbody tr:first-child{break-before:avoid}table{font-size:9pt}h2{margin-top:.8rem}figure{overflow:visible}
 thead th,tr.strong th,tr.strong td,p.note,svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""


def write_html(page: Page) -> str:
    """Return the page as one file that needs nothing else."""
    size = "A4 landscape" if page.wide else "A4"
    number = 'content:"Page " counter(page) " / " counter(pages)'
    paper = (
        f"@page{{size:{size};margin:14mm 12mm 16mm;@bottom-right{{{number};font:9pt Arial,sans-serif;color:#566470}}}}"
    )
    day = page.as_of.strftime("%d/%m/%Y")
    body = "\n".join(_block(block) for block in page.blocks)
    return f"""<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(page.title)} – {escape(page.subtitle)}</title>
<style>{STYLE}{paper}</style>
</head>
<body>
<header>
<h1>{escape(page.title)}</h1>
<p class="plan">{escape(page.subtitle)}</p>
<p class="basis"><strong>État au {day}</strong> · Source : {escape(page.source)} · Constats sur ce plan : \
{escape(page.findings)}</p>
</header>
<main>
{body}
</main>
<footer><p>Établi par qualigraph au {day}. Un retard se calcule d'après l'échéance : un mois ou une année est dépassé \
après son dernier jour.</p></footer>
</body>
</html>
"""


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h2>{escape(block.text)}</h2>"
    if isinstance(block, Note):
        return f"<p>{escape(block.text)}</p>" if block.plain else f'<p class="note">{escape(block.text)}</p>'
    if isinstance(block, Facts):
        pairs = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in block.pairs)
        return f"<dl>{pairs}</dl>"
    if isinstance(block, Drawing):
        return f'<figure role="img" aria-label="{escape(block.text)}">{block.svg}</figure>'
    return _table(block)


def _table(table: Table) -> str:
    if not table.rows:
        return f"<p><strong>{escape(table.caption)}.</strong> {escape(table.empty)}</p>"
    total = sum(column.width for column in table.columns)
    widths = "".join(f'<col style="width:{100 * column.width / total:.1f}%">' for column in table.columns)
    head = "".join(f'<th scope="col" class="{column.kind}">{escape(column.header)}</th>' for column in table.columns)
    rows = "\n".join(_row(table, row) for row in table.rows)
    return (
        f'<div class="wide"><table><caption>{escape(table.caption)}</caption><colgroup>{widths}</colgroup>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>"
    )


def _row(table: Table, cells: Sequence[Cell]) -> str:
    strong = ' class="strong"' if cells and cells[0].strong else ""
    first, *others = zip(table.columns, cells, strict=True)
    written = "".join(f"<td{_class(column, cell)}>{_content(column, cell)}</td>" for column, cell in others)
    return f'<tr{strong}><th scope="row"{_class(*first)}>{_content(*first)}</th>{written}</tr>'


def _class(column: Column, cell: Cell) -> str:
    names = [column.kind.value] if column.kind is not Kind.TEXT else []
    if cell.mark is not None:
        names.append(cell.mark.value)
    return f' class="{" ".join(names)}"' if names else ""


def _content(column: Column, cell: Cell) -> str:
    text = escape(text_of(cell.value)).replace("\n", "<br>")
    if column.kind is not Kind.PERCENT or not isinstance(cell.value, Decimal | int):
        return text
    share = max(0, min(100, float(cell.value)))
    colour = "#1d6b35" if share >= 100 else "#2f6f9f"
    return (
        f'{text} %<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="100" height="6" fill="#e3eaef"/><rect width="{share:g}" height="6" fill="{colour}"/></svg>'
    )
