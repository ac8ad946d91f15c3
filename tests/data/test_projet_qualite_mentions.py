"""The mentions of the ICM quality project and the CLB policy: right characters, tied to elements, none forgotten."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

QG = Namespace("https://w3id.org/qualigraph/ns#")
ID = "https://w3id.org/qualigraph/id/"
DOCUMENTS = {"icm/projet-qualite-2023-2027": "000_*.txt", "clb/politique-qualite-2022-2026": "003_*.txt"}
PARTS = ("icm/projet-etablissement-2023-2027", "icm/projet-qualite-2023-2027", "icm/paqss-2023-2027")
LISTS = ("org/institutions", "org/organizations", "org/standards", "org/programmes", "org/tools")
ACTORS = ("icm/actors", "clb/actors")
# Every print of these words in the text is a mention of that thing.
WORDS = {
    "icm/projet-qualite-2023-2027": {
        r"\bICM\b": "org/icm",
        r"\bCDU\b|Commission Des Usagers": "icm/body/cdu",
        r"\bCME\b": "icm/body/cme",
        r"\bCODIR\b": "icm/body/codir",
        r"\bCODEP\b": "icm/body/codep",
        r"\bCLUD\b": "icm/body/clud",
        r"\bCLIN\b": "icm/body/clin",
        r"Comité [Qq]ualité": "icm/body/comite-qualite",
        r"\bDSSMT\b": "icm/unit/dssmt",
        r"\bDQGR\b|Délégation\s+[Qq]ualité": "icm/unit/dqgr",
        r"Direction [Gg]énérale": "icm/unit/direction-generale",
        r"médecin\s+délégué": "icm/function/medecin-delegue-qualite",
        r"représentants\s+des\s+usagers": "icm/group/representants-des-usagers",
        r"patients\s+pat": "icm/group/patients-partenaires",
        r"patients\s+partenaires": "icm/group/patients-partenaires",
        r"\bASN\b": "org/asn",
        r"\bHAS\b|Haute Autorité": "org/has",
        r"\bUnicancer\b|UNICANCER": "org/unicancer",
        r"\bCLCC\b|Centres de Lutte Contre le Cancer": "org/clcc",
        r"\bOECI\b": "org/oeci",
        r"\bOMS\b": "org/oms",
        r"\bEPP\b|évaluations? des pratiques\s+professionnelles": "programme/epp",
        r"\bCAQES\b": "programme/caqes",
        r"\bIFAQ\b": "programme/ifaq",
        r"\bSMQ\b|système\s+management": "programme/smq",
        r"\bCREX\b": "programme/crex",
        r"\bRCP\b": "programme/rcp",
        r"\bPacte\b": "programme/pacte",
        r"\beSatis\b": "programme/e-satis",
        r"revue de pertinence": "programme/revue-de-pertinence",
        r"\bISO\s+9001\b": "standard/iso-9001",
        r"NFS 96-900": "standard/nf-s-96-900",
        r"ISO 20387": "standard/iso-20387",
        r"Qualiopi": "standard/qualiopi",
        r"Compr[ée]hensive Cancer": "standard/comprehensive-cancer-center",
        r"[EÉ]cole du Cancer": "icm/unit/ecole-du-cancer",
        r"\bRCTB\b": "icm/unit/rctb",
        r"\bURT\b": "icm/unit/urt",
        r"\bCRB\b": "icm/unit/crb",
        r"\bPU\b": "icm/projet-des-usagers-2023-2027",
        r"\bPE\b": "icm/projet-etablissement-2023-2027",
    },
    "clb/politique-qualite-2022-2026": {
        r"\bCLB\b|Centre Léon\s+Bérard": "org/clb",
        r"\bCDU\b|Commission des\s+usagers": "clb/body/cdu",
        r"\bCME\b": "clb/body/cme",
        r"\bDRH\b": "clb/unit/drh",
        r"direction qualité": "clb/unit/direction-qualite",
        r"Direction générale": "clb/unit/direction-generale",
        r"\bARS\b": "org/ars",
        r"\bASN\b": "org/asn",
        r"\bHAS\b": "org/has",
        r"\bAFNOR\b": "org/afnor",
        r"\bHNO\b": "org/hno",
        r"Unicancer": "org/unicancer",
        r"\bCAQES\b": "programme/caqes",
        r"\bCPOM\b": "programme/cpom",
        r"\bPROMS\b": "programme/proms",
        r"\bPREMS\b": "programme/prems",
        r"\bHAD\b": "programme/had",
        r"\bRSE\b": "programme/rse",
        r"\bJACIE\b": "standard/jacie",
        r"ISO 14001": "standard/iso-14001",
        r"aidants": "clb/group/aidants",
    },
}
LINKS: dict[Node, URIRef] = {
    QG.Programme: QG.underProgramme,
    QG.Tool: QG.usesTool,
    QG.Requirement: QG.addresses,
    QG.LegalRequirement: QG.addresses,
}


@pytest.fixture(scope="module")
def graph(repository: Path) -> Graph:
    data = Graph()
    mentions = [f"{plan}-mentions" for plan in DOCUMENTS]
    for name in (*PARTS, "clb/politique-qualite-2022-2026", *mentions, *LISTS, *ACTORS):
        data.parse(repository / f"graph/data/{name}.ttl")
    return data


@pytest.fixture(scope="module")
def role_properties(repository: Path) -> set[Node]:
    listed = Graph().parse(repository / "ontology/vocab/role.ttl").objects(None, QG.roleProperty)
    return {*listed, QG.mentions}


def integer(graph: Graph, subject: Node | None, predicate: URIRef) -> int:
    value = graph.value(subject, predicate)
    assert isinstance(value, Literal), (subject, predicate)
    return int(value)


def own(graph: Graph, plan: str) -> list[Node]:
    return [node for node in graph.subjects(RDF.type, QG.Mention) if str(node).startswith(f"{ID}mention/{plan}/")]


def span(graph: Graph, mention: Node) -> tuple[int, int]:
    (passage,) = graph.objects(mention, QG.passage)
    return integer(graph, passage, QG.startOffset), integer(graph, passage, QG.endOffset)


@pytest.mark.parametrize("plan", DOCUMENTS)
def test_a_mention_stands_at_its_characters(graph: Graph, plan: str, sources: Path) -> None:
    text = next(sources.glob(DOCUMENTS[plan])).read_bytes().decode("utf-8")
    mentions = own(graph, plan)
    assert len(mentions) > 50
    for mention in mentions:
        start, end = span(graph, mention)
        printed = str(graph.value(mention, QG.printedForm))
        assert re.sub(r"\s+", " ", text[start:end]) == printed, mention
        assert str(mention).startswith(f"{ID}mention/{plan}/{start}-")


@pytest.mark.parametrize("plan", DOCUMENTS)
def test_no_print_of_a_name_is_forgotten(graph: Graph, plan: str, sources: Path) -> None:
    text = next(sources.glob(DOCUMENTS[plan])).read_bytes().decode("utf-8")
    covered: dict[str, list[tuple[int, int]]] = {}
    for mention in own(graph, plan):
        covered.setdefault(str(graph.value(mention, QG.mentionOf)).removeprefix(ID), []).append(span(graph, mention))
    forgotten = [
        (text.count("\n", 0, match.start()) + 1, match.group())
        for pattern, thing in WORDS[plan].items()
        for match in re.finditer(pattern, text)
        if not any(start <= match.start() and match.end() <= end + 3 for start, end in covered.get(thing, []))
    ]
    assert forgotten == []


def test_a_mention_is_tied_to_its_element(graph: Graph, role_properties: set[Node]) -> None:
    actors = {
        node
        for kind in (QG.Institution, QG.Organization, QG.Body, QG.Unit, QG.Function, QG.StakeholderGroup)
        for node in graph.subjects(RDF.type, kind)
    }
    for mention in graph.subjects(RDF.type, QG.Mention):
        thing = graph.value(mention, QG.mentionOf)
        for element in graph.objects(mention, QG.mentionIn):
            between = set(graph.predicates(element, thing))
            if thing in actors:
                assert between & role_properties, mention
            for kind in graph.objects(thing, RDF.type):
                if kind in LINKS:
                    assert LINKS[kind] in between, mention


def test_mentions_is_kept_for_actors_without_a_role(graph: Graph, role_properties: set[Node]) -> None:
    for element, actor in graph.subject_objects(QG.mentions):
        assert not set(graph.predicates(element, actor)) & (role_properties - {QG.mentions}), (element, actor)
        assert any(
            element in set(graph.objects(mention, QG.mentionIn)) for mention in graph.subjects(QG.mentionOf, actor)
        ), (element, actor)
