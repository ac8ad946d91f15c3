"""What the PMSS names, counts and dates: each mention against the text, and the text against the mentions."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import ORG, RDFS, SKOS

QG = Namespace("https://w3id.org/qualigraph/ns#")
ID = "https://w3id.org/qualigraph/id/"
DOCUMENT = URIRef(ID + "source/icm/pmss-2023-2027")
SHA256 = "b19416ec7b36e74e2a644a498c2742c190f6b4af5077afacc636cae1e560c59b"
ENDINGS = ("", "-mentions", "-certifications", "-governance")
ACTORS = (QG.Institution, QG.Organization, QG.Body, QG.Unit, QG.Function, QG.StakeholderGroup)
# What needs no link: schemes have records, a law's anniversary is no requirement, reports and reviews link to plans.
UNTIED = (QG.CertificationScheme, QG.LegalRequirement, QG.Report, QG.Review, QG.Plan)
# Names that stand as words of the text and name nothing of the lists.
LEFT_OUT = {
    *("PMSS", "OS", "ICMOS", "JO", "J0", "CBP", "IRM", "RT", "HDR", "ALD", "ASL", "DCE", "DCE T1", "T1", "T2", "UE"),
    *("ADN", "PI", "ORIENTATION", "STRATÉGIQUE", "ES"),
}
# Tools of which the text says nothing but the name.
WITHOUT_KIND = {URIRef(ID + f"tool/{tool}") for tool in ("rsi", "solution-rt", "outil-gestion-indicateurs-recherche")}
ACRONYM = re.compile(r"\b[A-Z][A-Za-z]*[A-Z0-9][A-Za-z0-9]*\b")


@pytest.fixture(scope="module")
def named(repository: Path) -> Graph:
    """The files that say what the PMSS names and those that declare the things."""
    graph = Graph()
    data = repository / "graph/data"
    for ending in ENDINGS:
        graph.parse(data / f"icm/pmss-2023-2027{ending}.ttl")
    for path in (data / "icm/actors.ttl", *sorted((data / "org").glob("*.ttl"))):
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def properties(repository: Path) -> set[URIRef]:
    """The properties by which an element is tied to an actor."""
    core = Graph().parse(repository / "ontology/core.ttl")
    return {p for p in core.transitive_subjects(RDFS.subPropertyOf, QG.involves) if isinstance(p, URIRef)}


@pytest.fixture
def text(sources: Path) -> str:
    data = next(sources.glob("002_*.txt")).read_bytes()
    assert hashlib.sha256(data).hexdigest() == SHA256
    return data.decode("utf-8")


def one(graph: Graph, subject: URIRef, predicate: URIRef) -> URIRef | Literal:
    (value,) = graph.objects(subject, predicate)
    assert isinstance(value, (URIRef, Literal))
    return value


def number(graph: Graph, subject: URIRef | Literal, predicate: URIRef) -> int:
    assert isinstance(subject, URIRef)
    return int(str(one(graph, subject, predicate)))


def mentions(graph: Graph) -> list[URIRef]:
    return [s for s in graph.subjects(RDF.type, QG.Mention) if isinstance(s, URIRef)]


def printed_places(graph: Graph) -> Iterator[tuple[URIRef, int, int, str]]:
    """Each node with a printed form, the offsets of its only passage and that form."""
    for node, form in graph.subject_objects(QG.printedForm):
        assert isinstance(node, URIRef)
        passage = one(graph, node, QG.passage)
        yield node, number(graph, passage, QG.startOffset), number(graph, passage, QG.endOffset), str(form)


def test_every_printed_form_stands_at_its_offsets(named: Graph, text: str) -> None:
    found = list(printed_places(named))
    assert len(found) >= len(mentions(named)) > 800
    for node, start, end, form in found:
        assert re.sub(r"\s+", " ", text[start:end]) == form, node


def test_no_printed_form_is_a_piece_of_a_word(named: Graph, text: str) -> None:
    cut = {
        (form, text[start - 1 : end + 1])
        for _, start, end, form in printed_places(named)
        if text[start - 1].isalnum() or text[end].isalnum()
    }
    # On the overview page the text glues the orientation's number to the title.
    assert cut == {("ICM", "’ICMO")}


def test_every_passage_says_its_lines(named: Graph, text: str) -> None:
    for passage in named.subjects(QG.document, DOCUMENT):
        assert isinstance(passage, URIRef)
        start, end = number(named, passage, QG.startOffset), number(named, passage, QG.endOffset)
        lines = number(named, passage, QG.firstLine), number(named, passage, QG.lastLine)
        assert lines == (text.count("\n", 0, start) + 1, text.count("\n", 0, end - 1) + 1), passage


def test_every_mention_is_of_something_declared_in_an_element_declared(named: Graph) -> None:
    typed = set(named.subjects(RDF.type, None))
    outside = {URIRef(ID + "icm/" + plan) for plan in PLANS_ELSEWHERE}
    for mention in mentions(named):
        assert one(named, mention, QG.mentionOf) in typed | outside, mention
        assert one(named, mention, QG.mentionIn) in typed | outside, mention


PLANS_ELSEWHERE = (
    "projet-etablissement-2023-2027",
    "projet-des-usagers-2023-2027",
    "projet-systeme-information-2023-2027",
)


def test_a_mention_lies_within_its_measure(named: Graph) -> None:
    """A mention said to be in a bullet stands inside the bullet's own lines."""
    for mention in mentions(named):
        element = one(named, mention, QG.mentionIn)
        if (element, RDF.type, QG.Measure) in named:
            assert isinstance(element, URIRef)
            bullet, place = one(named, element, QG.passage), one(named, mention, QG.passage)
            assert number(named, bullet, QG.startOffset) <= number(named, place, QG.startOffset), mention
            assert number(named, place, QG.endOffset) <= number(named, bullet, QG.endOffset), mention


def test_what_stands_in_a_bullet_is_not_said_of_its_parent(named: Graph) -> None:
    bullets = []
    for measure in named.subjects(RDF.type, QG.Measure):
        assert isinstance(measure, URIRef)
        passage = one(named, measure, QG.passage)
        bullets.append((number(named, passage, QG.startOffset), number(named, passage, QG.endOffset), measure))
    for mention in mentions(named):
        place = one(named, mention, QG.passage)
        start = number(named, place, QG.startOffset)
        for first, last, measure in bullets:
            if first <= start < last:
                assert one(named, mention, QG.mentionIn) == measure, mention


def test_what_stands_in_running_text_is_said_of_the_element_that_it_presents(named: Graph, repository: Path) -> None:
    presented: dict[int, URIRef] = {}
    for row in (repository / "tests/data/pmss_prose.tsv").read_text(encoding="utf-8").splitlines():
        if not row.startswith("#"):
            element, places = row.split("\t")
            for place in places.split():
                first, last = map(int, place.split("-"))
                presented |= dict.fromkeys(range(first, last + 1), URIRef(f"{ID}icm/pmss-2023-2027/{element}"))
    held = [(mention, one(named, mention, QG.mentionIn)) for mention in mentions(named)]
    for predicate in (QG.statedQuantity, QG.statedDate):
        held += [(s, o) for o, s in named.subject_objects(predicate) if isinstance(s, URIRef) and isinstance(o, URIRef)]
    seen = set()
    for node, holder in held:
        line = number(named, one(named, node, QG.passage), QG.firstLine)
        if line in presented:
            assert holder == presented[line], node
            seen.add(holder)
    assert seen == set(presented.values())


def test_every_mention_has_its_link(named: Graph, properties: set[URIRef]) -> None:
    ties = properties | {QG.underProgramme, QG.usesTool, QG.addresses}
    for mention in mentions(named):
        thing, element = one(named, mention, QG.mentionOf), one(named, mention, QG.mentionIn)
        kinds = set(named.objects(thing, RDF.type))
        if not kinds or kinds <= set(UNTIED):
            continue
        links = {p for p in named.predicates(element, thing) if p in ties}
        assert links, mention


def test_every_link_of_an_element_is_printed_in_it(named: Graph, repository: Path) -> None:
    """Nothing is said to be named, used or addressed that the element's own text does not name."""
    mentioned = {(one(named, m, QG.mentionIn), one(named, m, QG.mentionOf)) for m in mentions(named)}
    here = Graph().parse(repository / "graph/data/icm/pmss-2023-2027-mentions.ttl")
    for predicate in (QG.mentions, QG.underProgramme, QG.usesTool, QG.addresses, QG.approvedBy, QG.presentedTo):
        for element, thing in here.subject_objects(predicate):
            assert (element, thing) in mentioned, (element, predicate, thing)


def test_every_stated_role_has_its_involvement_and_the_other_way_round(named: Graph, repository: Path) -> None:
    roles = Graph().parse(repository / "ontology/vocab/role.ttl")
    here = Graph().parse(repository / "graph/data/icm/pmss-2023-2027-mentions.ttl")
    found = set()
    for item, involvement in here.subject_objects(QG.qualifiedInvolvement):
        assert isinstance(involvement, URIRef)
        role = one(here, involvement, QG.role)
        assert isinstance(role, URIRef)
        actor = one(here, involvement, QG.actor)
        assert one(here, involvement, QG.passage)
        assert (item, one(roles, role, QG.roleProperty), actor) in here, involvement
        found.add((str(item).removeprefix(ID), str(role).removeprefix(ID + "role/"), str(actor).removeprefix(ID)))
    plan = "icm/pmss-2023-2027/"
    assert found == {
        (plan + "os1/obj1/action2/group2/measure6", "validates", "icm/group/equipe-chirurgicale"),
        (plan + "os1/obj1/action2/group2/measure6", "validates", "icm/group/equipe-anesthesie-j0"),
        (plan + "os1/obj1/action2/group3/measure4", "coordinates", "icm/group/idec"),
        (plan + "os3/obj2/action5", "carries", "org/icm"),
        (plan + "os4/obj1/action1/measure2", "presented-to", "icm/body/cme"),
        (plan + "os4/obj1/action1/measure2", "presented-to", "icm/group/departements"),
        (plan + "os4/obj2/action2/measure1", "steers", "icm/body/groupe-de-travail-sante-environnement"),
        (plan + "os4/obj2/action4/measure1", "participates", "icm/unit/epidaure"),
        ("programme/med-vallee", "carries", "org/metropole-de-montpellier"),
    }


def test_every_actor_named_has_kind_and_institution(named: Graph) -> None:
    for thing in {one(named, m, QG.mentionOf) for m in mentions(named)}:
        for kind in named.objects(thing, RDF.type):
            if kind in (QG.Body, QG.Unit):
                assert list(named.objects(thing, ORG.classification)), thing
                assert list(named.objects(thing, ORG.unitOf)), thing
            elif kind in (QG.Organization, QG.Institution):
                assert list(named.objects(thing, ORG.classification)), thing
            elif kind == QG.Function:
                assert list(named.objects(thing, ORG.postIn)), thing
            elif kind == QG.Programme:
                assert list(named.objects(thing, QG.programmeKind)), thing
            elif kind in (QG.Tool, QG.CertificationScheme, QG.Requirement, QG.LegalRequirement):
                assert list(named.objects(thing, QG.kind)) or thing in WITHOUT_KIND, thing


def test_every_kind_is_in_its_list(named: Graph, repository: Path) -> None:
    concepts: set[object] = set()
    for path in (repository / "ontology/vocab").glob("*.ttl"):
        concepts |= set(Graph().parse(path).subjects(RDF.type, None))
    for thing in {one(named, m, QG.mentionOf) for m in mentions(named)}:
        for predicate in (ORG.classification, QG.kind, QG.programmeKind, QG.bodyState):
            for value in named.objects(thing, predicate):
                assert value in concepts, (thing, value)


def test_no_actor_stands_twice(named: Graph) -> None:
    labels: dict[tuple[str, tuple[str, ...]], set[object]] = defaultdict(set)
    for kind in ACTORS:
        for actor in named.subjects(RDF.type, kind):
            homes = tuple(sorted({str(o) for p in (ORG.unitOf, ORG.postIn) for o in named.objects(actor, p)}))
            for label in named.objects(actor, SKOS.prefLabel):
                if isinstance(label, Literal) and label.language == "fr":
                    labels[str(label).casefold(), homes].add(actor)
    assert {key: nodes for key, nodes in labels.items() if len(nodes) > 1} == {}


def test_every_actor_to_create_or_to_reactivate_is_so(named: Graph) -> None:
    states: dict[str, set[str]] = defaultdict(set)
    mentioned = {one(named, m, QG.mentionOf) for m in mentions(named)}
    for actor, state in named.subject_objects(QG.bodyState):
        if actor in mentioned:
            states[str(state).rpartition("/")[2]].add(str(actor).removeprefix(ID))
    assert states["to-reactivate"] == {
        "icm/body/cellule-de-coordination-medicale",
        "icm/body/comite-de-pilotage-strategique-icm-ircm",
    }
    assert {
        "icm/body/rcp-recours-chirurgie-gynecologique-complexe",
        "icm/body/rcp-onco-palliative",
        "icm/body/comite-prevention",
        "icm/body/cellule-de-coordination-hospitalisation",
        "icm/body/groupe-recherche-paramedicale",
        "icm/unit/ctio",
        "icm/unit/pole-universitaire-cancerologie",
    } <= states["to-create"]


def test_the_joint_ones_belong_to_each(named: Graph) -> None:
    homes = {
        name: {str(o).removeprefix(ID + "org/") for o in named.objects(URIRef(ID + name), ORG.unitOf)}
        for name in ("icm/body/rcp-onco-dermatologie", "icm/unit/ircm", "icm/unit/pole-universitaire-cancerologie")
    }
    assert homes == {
        "icm/body/rcp-onco-dermatologie": {"icm", "chu-montpellier"},
        "icm/unit/ircm": {"icm", "inserm", "universite-de-montpellier"},
        "icm/unit/pole-universitaire-cancerologie": {"icm", "chu-montpellier", "chu-nimes"},
    }


def test_what_was_read_is_there(named: Graph, repository: Path) -> None:
    found = set()
    for mention in mentions(named):
        passage = one(named, mention, QG.passage)
        thing = str(one(named, mention, QG.mentionOf)).removeprefix(ID)
        found.add((thing, number(named, passage, QG.firstLine)))
    read = set()
    for line in (repository / "tests/data/pmss_named.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            thing, lines = line.split("\t")
            read |= {(thing, int(n)) for n in lines.split()}
    assert len(read) > 500
    assert read - found == set()
    # These are named nowhere else: the list holds all their places.
    closed = {"icm/body/cme", "icm/unit/epidaure", "org/chu-montpellier", "org/unicancer", "org/dac", "programme/raac"}
    assert {(thing, line) for thing, line in found if thing in closed} - read == {
        ("icm/unit/epidaure", line) for line in (1194, 1215, 1238, 1240)
    }


def test_every_acronym_of_the_text_is_named(named: Graph, text: str) -> None:
    covered = bytearray(len(text))
    for _, start, end, _ in printed_places(named):
        covered[start:end] = b"\1" * (end - start)
    missed = Counter(
        match[0] for match in ACRONYM.finditer(text) if not covered[match.start()] and match[0] not in LEFT_OUT
    )
    assert missed == {}


@pytest.mark.parametrize(
    ("element", "least", "most", "comparison", "unit"),
    [
        ("os1/obj2/action2/measure1", "14", None, "at-most", "None"),
        ("os1/obj2/action2/measure1", "70", None, "at-least", "ans"),
        ("os1/obj2/action2/measure1", "2", None, "at-most", "semaines"),
        ("os1/obj2/action2/measure2", "70", None, "more-than", "ans"),
        ("os2/obj1/action1/measure1", "3", None, "equal", "questions"),
        ("os2/obj1/action2/measure4", "18", "25", None, "ans"),
        ("os2/obj2/action6/measure4", "3", None, "equal", "niveau"),
        ("os2/obj2/action7/group1/measure1", "2", None, "equal", "lits"),
        ("os2/obj2/action7/group1/measure2", "12", None, "equal", "lits"),
        ("os3/obj2/action4", "12", None, "more-than", "semaines"),
        ("os4/obj1/action3/measure2", "2", None, "equal", "heures"),
        ("os4/obj2/action3/measure5", "7", "11", None, "ans"),
        ("os4/obj2/action3/measure6", "12", "18", None, "ans"),
        ("os5/obj1", "8", None, "equal", "sites"),
        ("os5/obj1/action2/measure5", "1", None, "at-least", "fois par an"),
    ],
)
def test_a_stated_number(
    named: Graph, element: str, least: str, most: str | None, comparison: str | None, unit: str
) -> None:
    found = set()
    for quantity in named.objects(URIRef(f"{ID}icm/pmss-2023-2027/{element}"), QG.statedQuantity):
        low = named.value(quantity, QG.value) or named.value(quantity, QG.minimumValue)
        high, sign = named.value(quantity, QG.maximumValue), named.value(quantity, QG.comparison)
        found.add(
            (str(low), high and str(high), sign and str(sign).rpartition("/")[2], str(named.value(quantity, QG.unit)))
        )
    assert (least, most, comparison, unit) in found


def test_the_stated_dates(named: Graph) -> None:
    dates: Counter[str] = Counter()
    for date in named.subjects(RDF.type, QG.StatedDate):
        values = [named.value(date, p) for p in (QG.value, QG.periodStart, QG.periodEnd)]
        dates["/".join(str(value) for value in values if value is not None)] += 1
        assert list(named.subjects(QG.statedDate, date)), date
    years = {"2027": 1, "2025": 2, "1945": 1, "2012": 1, "2017": 1, "2022": 1}
    months = {"2022-06": 1, "2022-10": 1, "2023-04": 1, "2023-06": 1}
    assert dates == years | months | {"2023/2027": 3, "2019/2022": 1, "2022-11/2023-04": 1}


def test_the_certifications(named: Graph) -> None:
    states = {}
    for record in named.subjects(RDF.type, QG.CertificationRecord):
        assert isinstance(record, URIRef)
        assert list(named.objects(record, QG.passage)) and one(named, record, QG.holder), record
        state = str(one(named, record, QG.certificationState)).rpartition("/")[2]
        states[str(record).rpartition("/")[2]] = state
    assert states == {
        **dict.fromkeys(["ucog", "siric", "qualiopi-ecole-du-cancer", "centre-expert-npad"], "held"),
        **dict.fromkeys(
            [
                *("esgo", "accreditation-anatomopathologie", "accreditation-equipe-radiologie-interventionnelle"),
                *("comprehensive-cancer-center-pmss-2023-2027", "label-cancerologie-infirmiers-liberaux"),
            ],
            "targeted",
        ),
        "lieu-de-sante-sans-tabac": "engaged",
    }


def test_every_element_that_targets_a_certification_says_its_aim(named: Graph) -> None:
    found: Counter[str] = Counter()
    for element in named.subjects(QG.targetsCertification, None):
        assert isinstance(element, URIRef)
        found[str(one(named, element, QG.certificationAim)).rpartition("/")[2]] += 1
    assert found == {"obtain": 8, "maintain": 2, "renew": 1}
