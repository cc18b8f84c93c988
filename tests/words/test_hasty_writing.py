"""How Norwegians write numbers and addresses in haste and in dialect; what is to be found stands in braces."""

import re

import pytest

from textcoder.language.redaction.findings import Kind
from textcoder.language.redaction.patterns import find_patterns


def found(text: str) -> list[tuple[str, str]]:
    return [(finding.kind.value, text[finding.start : finding.end]) for finding in find_patterns(text)]


def check(kind: Kind, marked: str) -> None:
    text = marked.replace("{", "").replace("}", "")

    assert found(text) == [(kind.value, written) for written in re.findall(r"\{([^}]*)\}", marked)]


# fmt: off
@pytest.mark.parametrize(
    "marked",
    [
        "jeg er på {12 34 56 78}".replace("12 34", "92 34"), "ring {911 22 333}", "ring {91122333}", "ring {9112 2333}",
        "ring {911 22333}", "ring {911-22-333}", "ring {911.22.333}", "ring {91.12.23.33}", "ring {91-12-23-33}",
        "Innovasjonstelefonen {38.29.17.46} ble nedlagt", "sentralbordet {38 29 17 46} svarer ikke",
        "vakttelefonen {77.63.41.90}", "Tlf.: {77-63-41-90}", "tlf{77634190}", "tlf.{77634190}", "tlf:{77634190}",
        "TLF {77634190}", "Telefon {77 63 41 90}", "telefonnr. {776 34 190}", "telefonnummeret er {776 34 190}",
        "mob {45 67 89 01}", "mob. {456 78 901}", "Mob: {456-78-901}", "mobilen min er {45678901}",
        "mobilnr mitt: {45678901}", "ring meg på {45678901}", "ring mæ på {456 78 901} så ska æ fortell",
        "ring meg {45678901}, helst etter kl 12", "sms til {45678901}", "nummeret mitt e {456 78 901}",
        "nr mitt er {456 78 901}", "nummer: {45678901}", "nås på {456 78 901}", "eg er å treffe på {456 78 901}",
        "treffes på mob.: {412-93-857}", "tekst meg på {41293857}", "vipps til {41293857}", "vipps {412 93 857}",
        "whatsapp {412 93 857}", "+{x}".replace("+{x}", "{+4741293857}"), "{+47 41293857}", "{+47 41 29 38 57}",
        "{+47 412 93 857}", "{+47.412.93.857}", "{0047 41293857}", "{004741293857}", "{00 47 41 29 38 57}",
        "{(+47) 412 93 857}", "{(0047) 412 93 857}", "({+47 412 93 857})", "{+ 47 412 93 857}",
        "{47 412 93 857} e nr mitt",
        "{4741293857} er nummeret", "tlf {412 93 857} / {922 33 444}", "tlf {41293857}/{92233444}", "({41293857})",
        "«{41293857}»", "tlf={41293857}", "Kari {41293857}", "Kari, {412 93 857}.",
        "kontakt Per ({412 93 857}) om dette",
        "hilsen Kari\n{412 93 857}", "tlf {4 1 2 9 3 8 5 7}", "tlf {95 7 18 364}",
        "Ring {72/48 31 96}, da kjæm du fram",
        "tlf {92418-365}", "tlf {41 293 857}", "mob {412 938 57}", "ring {412.938.57}", "tlf {800 40 123}",
        "grønt nummer {800 12 345}", "tlf.nr. {22 86 50 00}", "tlf. nr. {22 86 50 00}", "fax {22 86 50 01}",
        "faks: {22 86 50 01}", "sentralbordet på {22865000}", "ring legevakta {51 51 02 02}", "dir. {55 56 70 11}",
        "direktenummer {55 56 70 11}", "{412 93 857} ring så fort dåkk kan", "tlf {+46 70-318 42 65}",
        "polske {+48 601 294 718}", "dansk nr {+45 20 30 40 50}", "{+44 7911 123456}", "ring {0046 70 318 42 65}",
        "tlf nr {99887766} kveld", "ho har {998 87 766}", "ring på {41  29  38  57}", "bruk {412\u00a093\u00a0857}",
        "tlf {41–29–38–57}", "tlf. {412 93 857}, e-post kommer", "tlfnr {41293857}", "tlfn. {41293857}",
        "telefonen hennes e {41293857}", "telefonen te hainn er {412 93 857}", "ringj {41293857}", "ringte {41293857}",
        "tilf {41293857}", "tlf. {02 86 50 01}".replace("02 86", "32 86"), "mobil nummer {412 93 857}",
        "vakta {412 93 857}",
        "M: {412 93 857}", "T: {22 86 50 00}", "T {22 86 50 00}", "Tlf. jobb {22 86 50 00}, privat {412 93 857}",
        "tlf jobb: {22865000}, mobil: {41293857}", "tel. {22.86.50.00}", "ring resepsjonen på tlf. {22.86.50.00} i dag",
    ],
)
def test_a_phone_number(marked):
    check(Kind.PHONE, marked)


@pytest.mark.parametrize(
    "marked",
    [
        "{kari@kommune.no}", "{kari @ kommune.no}", "{kari@ kommune.no}", "{kari @kommune.no}", "{kari(at)kommune.no}",
        "{kari (at) kommune.no}", "{kari[at]kommune.no}", "{kari [at] kommune [dot] no}", "{kari {at} kommune.no}"
        .replace("{at}", "(AT)"), "{kari -at- kommune.no}", "{kari.nordmann krøllalfa kommune.no}",
        "{kari krøll-alfa kommune.no}", "{kari krøll alfa kommune.no}", "{kari alfakrøll kommune.no}",
        "{kari alfa krøll kommune.no}", "{kari(krøllalfa)kommune.no}", "{kari snabela kommune.no}",
        "{kari snabel-a kommune punktum no}", "{kari krøllalfa kommune punkt no}", "{kari krøllalfa kommune prikk no}",
        "{kari punktum nordmann krøllalfa kommune punktum no}", "{kari dot nordmann at kommune dot no}",
        "{kari at kommune dot no}", "{kari at kommune punktum no}", "skriv te {ideer at bygda-innover.no}",
        "{ideer at bygda-innover.no} va adressa", "send det til {postmottak at bygda.no}", "e-post: {post at bygda.no}",
        "mail {innspill at storvik.kommune.no}", "{kari.nordmann at kommune.no}", "{kari_n at gmail.com}",
        "{kari77 at hotmail.com}", "{kari@kommune}", "{kari@kommune,no}", "{kari@gmail,com}", "{kari@gmail. com}",
        "{kari@kommune .no}", "{kari.nordmann@fjell.kommune.no}.", "<{kari@kommune.no}>", "({kari@kommune.no})",
        "mailto:{kari@kommune.no}", "epost:{kari@kommune.no}", "{KARI@KOMMUNE.NO}", "{kåre.ås@sør-bø.kommune.no}",
        "{kari+test@gmail.com}", "{k.n@x.no}/{p.n@x.no}", "{kari@kommune.no}; {per@kommune.no}",
        "{kari@kommune.no},{per@kommune.no}", "{kari-anne.o'hara@kommune.no}", "{kari@student.uio.no}",
        "{k@n.no} er min", "min mail er {kari77@online.no}, takk", "{kari.nordmann(a)kommune.no}",
        "{kari.nordmann(alfa)kommune.no}", "{kari.nordmann<at>kommune.no}", "{kari krølla kommune.no}",
        "{kari@kommune punktum no}", "{kari@kommune dot no}", "{kari.nordmann@}gmail".replace("@}gmail", "@gmail}"),
        "{post@bygda-innover.no}", "{kari@nordmann.name}", "{kari@nordmann.online}", "mail te {kari @ bygda . no}",
    ],
)
def test_an_e_mail_address(marked):
    check(Kind.EMAIL, marked)


@pytest.mark.parametrize(
    "marked",
    [
        "{14057812345}", "{140578 12345}", "{140578-12345}", "{140578.12345}", "{140578 - 12345}", "{140578/12345}",
        "{14.05.78 12345}", "{14.05.78-12345}", "{14.05.78.12345}", "{14 05 78 12345}", "{14 05 78 123 45}",
        "{14-05-78-12345}", "{14/05/78 12345}", "{14.05.1978 12345}", "{14.05.1978-12345}", "{14051978 12345}",
        "{14051978-12345}", "{140578  12345}", "{140578\u00a012345}", "{140578 123 45}", "{140578–12345}",
        "{54057812345}", "{540578 12345}", "D-nummer {540578 12345}", "dnr {540578 12345}", "D-nr. {54057812345}",
        "fnr {14057812345}", "fnr. {14057812345}", "fnr:{14057812345}", "f.nr. {14057812345}", "f nr {140578 12345}",
        "fødselsnr. {14057812345}", "fødselsnummer: {140578 12345}", "personnr {14057812345}", "pers.nr. {14057812345}",
        "pers. nr {14057812345}", "persnr {140578 12345}", "pnr {14057812345}", "p.nr {14057812345}",
        "pers.nr. {12345}", "personnummer {12345}", "persnr {12345}", "personnr mitt e {12345}", "pers nr: {12345}",
        "født 14.05.78, pers.nr. {12345}", "født 14.05.1978, personnr {12345}", "f. {14.05.78 12345}",
        "brukar fødd {190632 48215} sto i systemet", "fødd {14.05.78 12345}", "({140578 12345})", "[{140578 12345}]",
        "Kari,{14057812345},Oslo", "Kari {140578 12345} bor her", "personnummeret mitt ({140578 12345})",
        "siste fem i personnummeret er {12345}", "de fem siste sifrene er {12345}", "pasient {010203 12345}",
        "{140 578 12345}", "fnr {140 578 123 45}", "fnr {1 4 0 5 7 8 1 2 3 4 5}",
        "fødselsnr {1405 7812 345}", "SSN {14057812345}", "fødsels- og personnummer {140578 12345}",
        "{14458712345}", "{14858712345}", "{610388.29417} på nettet", "id {14057812345}", "nr. {14057812345}",
        "{14057812345}-{15057812345}".replace("-", " og "), "fødselsnummeret hennar er {140578 12345}",
    ],
)
def test_a_national_id(marked):
    check(Kind.NATIONAL_ID, marked)


@pytest.mark.parametrize(
    "marked",
    [
        "{1503.22.12346}", "{1503 22 12346}", "{1503-22-12346}", "{1503.22. 12346}", "{1503 . 22 . 12346}",
        "{1503.2212346} er konto", "konto {1503 2212346}", "konto {35032212346}", "kontonr {35032212346}",
        "kontonr. {35032212346}", "kontonr.: {35032212346}", "konto nr {35032212346}", "kontonummer {35032212346}",
        "kontonummeret mitt er {1503 22 12346}", "kto {35032212346}", "kto. {35032212346}", "ktonr {35032212346}",
        "k.nr. {1503.22.12346}", "bankkonto {35032212346}", "sett pengan inn på {35032212346}",
        "sett inn på {1503 22 12346}", "betal til {1503.22.12346}", "utbetalt til {35032212346}",
        "overfør til {35032212346}", "{35032212346} er kontonummeret", "{35032212346}, konto i DNB",
        "IBAN {NO18 2801 3471 529}", "IBAN {NO1828013471529}", "iban: {NO18 28013471529}", "{no18 2801 3471 529}",
        "{NO18 2801 34 71529}", "{NO18-2801-3471-529}", "{NO93 8601 1117 947}", "{NO9386011117947}",
        "{DE89 3704 0044 0532 0130 00}", "{SE45 5000 0000 0583 9825 7466}", "te kontonr {4212 37 81946}",
        "Kontonr. {15064829173} tilhører vel", "lønnskonto {35032212346}", "sparekonto: {1503 22 12346}",
        "konto {1503/22/12346}", "konto {1503 221 2346}", "konto {150 322 123 46}", "gaver til {1503 22 12346}",
        "bankkontoen min e {1503 22 12346}", "kontoen te grendalaget {35032212346}", "acc {1503 22 12346}",
    ],
)
def test_an_account(marked):
    check(Kind.ACCOUNT, marked)


@pytest.mark.parametrize(
    "marked",
    [
        "{Kirkevn. 112, 4632 Kristiansand S}", "{Øvre Solbakken 4, leil. H0203, 4879 Grimstad}", "{Storgata 12}",
        "bor i {storgata 12}", "{STORGATA 12}", "{Storgt. 12}", "{Storgt 12}", "{Storg. 12}", "{Kirkev. 3}",
        "{Kirkevn 3 B}", "{Kirkeveien 3b}", "{Kirkeveien 3 b}", "{Kirkeveien 3-5}", "{Kirkeveien 3–5, 0153 Oslo}",
        "{Kirkeveien 3/5}", "{Kirkeveien 12A-C}", "{Kirkegata 5, 0153 Oslo}", "{Kirkegata 5,0153 Oslo}",
        "{Kirkegata 5 0153 Oslo}", "{kirkegata 5, 0153 oslo}", "{KIRKEGATA 5, 0153 OSLO}", "{Kirkegata 5, N-0153 Oslo}",
        "{Kirkegata 5\n0153 Oslo}", "{Nedre Vei 3 B}", "{Gamle Riksvei 12}", "{Gamle Åsvei 33a}", "{Øvre Solbakken 4}",
        "{Nordgarden 12, 2680 Vågå}", "{Nordgard 12, 6885 Årdalstangen}", "{Karl Johans gate 22}",
        "{Karl Johans gt. 22}",
        "{Karl Johans gt 22}", "{karl johans gate 22}", "{Kong Oscars gate 5}", "{Haakon VIIs gate 9}",
        "{Haakon VII's gate 9}", "{Haakon 7s gate 9}", "{Christian Michelsens gate 4b}", "{St. Olavs plass 5}",
        "{Olav Tryggvasons g. 12}", "{Jonas Lies v. 14}", "{Jonas Lies vei 14}", "{Jonas Lies vn. 14}", "{Solli pl. 3}",
        "{Youngstorget 3}", "{Store Torg 4}", "{Bygdøy allé 12}", "{Bygdøy alle 12}", "{Lia terrasse 8}",
        "{Tårnåsen 5}", "{Solbergåsen 7}", "{Lyngåsen 4C}", "{Skogfaret 19}", "{Bjørkelia 4}", "{Granlia 12 A}",
        "bor i {bjørkelia 4}", "bur i {skogfaret 19}", "bur på {solbakken 4}", "bor i {tårnåsen 5}",
        "bor i {Fjellro 2}",
        "adresse: {Solhaug 3}", "adresse {Nygård 14, 3480 Filtvet}", "adr. {Solvang 2}", "bur på {Nordre Haugen 14}",
        "{Fjøravegen 38, 6856 Sogndal}", "{Prestegardsbakken 2–4}", "{Storgata 12, 2. etg}",
        "{Storgata 12, leilighet 203, 0155 Oslo}", "{Storgata 12, leil. 4, 0155 Oslo}",
        "{Storgata 12 H0203, 0155 Oslo}",
        "{Storgata 12, H0203}", "{Storgata 12, leil H0203}", "{Storgata 12, bolignr. H0203, 0155 Oslo}",
        "{Storgata 12, 3. etg., 0155 Oslo}", "{Storgata 12, c/o Hansen, 0155 Oslo}"
        .replace(", c/o Hansen, 0155 Oslo}", "}, c/o Hansen"), "{Postboks 12, 9800 Vadsø}", "{postboks 12, 9800 vadsø}",
        "{Pb. 12, 9800 Vadsø}", "{PB 12, 9800 Vadsø}", "{P.b. 12, 9800 Vadsø}", "{Postboks 12 Sentrum, 0101 Oslo}",
        "{Boks 12, 9800 Vadsø}", "{Postboks 2014 Vika, 0125 Oslo}", "{Hamnegata nr. 9}", "{Hamnegata nr 9}",
        "{Rådhusgt. 3}", "{Øvregt 4c}", "{Gammelvegen 212b}", "{Bakkagata 7, 7500 Stjørdal}", "{Strandgt 7}",
        "{Myrvollveien 8 C, 1415 Oppegård}", "{E. C. Dahls gate 3}", "{Dr. Holms vei 15}", "{Prof. Kohts vei 4}",
        "{Edvard Griegs vei 3 A, 5059 Bergen}", "{Nordahl Bruns gt. 9}", "{General Birchs gt 16}", "{Markusplassen 2}",
        "{Åsenvegen 2, 7632 Åsenfjord}", "{Ytre Strandveg 44}", "{Vestre Rosten 81}", "{Nordre gate 10}",
        "{Søndre gt. 4}",
        "i {nedre torggate 4}", "{Sørgardsvegen 110, 2670 Otta}", "bor på {Nerlia 4}",
        "besøksadresse {Rådhusplassen 1}",
        "{Sandvigå 7}", "{Kirkebakken 3, 4632 Kristiansand S}", "{Bogstadveien 30, 0355 Oslo}",
        "{Trondheimsveien 2 opp. B}"
        .replace(" opp. B}", "} opp. B"), "{Tordenskjolds gate 3 , 0160 Oslo}", "{Sommerrogt. 13}", "{Sjøgata 5 - 7}",
    ],
)
def test_an_address(marked):
    check(Kind.ADDRESS, marked)


@pytest.mark.parametrize(
    "marked",
    [
        "{www.smartebygder.no}", "{WWW.SMARTEBYGDER.NO}", "{https://smartebygder.no}", "{http://smartebygder.no/}",
        "{smartebygder.no}", "{Smartebygder.no}", "{smartebygder.no/om-oss}", "{linkedin.com/in/kari-nordmann}",
        "{www.linkedin.com/in/kari-nordmann-123}", "{facebook.com/kari.nordmann}", "{fb.com/kari}", "{fb.me/kari}",
        "{bit.ly/3xYz}", "{youtu.be/a8Kd_92xQ}", "{t.me/kari}", "{tinyurl.com/abc}", "{goo.gl/abc}", "{forms.gle/abc}",
        "{forms.office.com/r/abc}", "{kommune.sharepoint.com/sites/x}", "{intranett.fjell.kommune.no}",
        "{fjell.kommune.no}", "({www.fjell.no})", "«{www.fjell.no}»", "se {www.fjell.no}, der",
        "{www.fjell.no/a?b=c#d}",
        "{https://fjell.no/a_(b)}", "<{https://fjell.no}>", "{https:// fjell.no/a}", "{www. fjell.no}",
        "{www.fjell. no}",
        "{www fjell.no}".replace("www fjell", "www.fjell"), "{https://www.fjell.no}/".replace("}/", "/}"),
        "{fjell-avisa.no/debatt/123}", "{orstaskulen.example.no/robot#vinnar}", "{https://bergensåsen.no/ø}",
        "{teams.microsoft.com/l/meetup}", "{vimeo.com/12345}", "{instagram.com/kari_n}",
        "{docs.google.com/document/d/1}",
        "{ftp://fjell.no/a}", "{fjell.se/a}", "{fjell-by.se}", "{wwww.fjell.no}", "{htps://fjell.no}",
        "{http//fjell.no}",
        "{https;//fjell.no}", "{fjell-avisa punktum no}", "{www punktum fjell punktum no}", "{fjell dot no}",
        "{x.com/kari}",
    ],
)
def test_a_link(marked):
    check(Kind.URL, marked)


@pytest.mark.parametrize(
    "text",
    [
        # sums
        "12 345 678 kroner", "kr 12.345.678", "kr. 12 345 678,-", "45 230 120 kr", "på 92 millioner", "2,5 mill.",
        "NOK 41293857", "41293857 NOK", "41.293.857 kroner", "budsjett: 45 600 000", "45 600 000",
        "1 200 000 i tilskudd",
        "3.500.000", "500 000-600 000", "en ramme på 41 293 857 kr", "sum 41 293 857", "totalt 41293857 kr",
        "kostnad 91 500 000", "fra 45 000 til 92 000", "45 000-92 000", "25000-30000 kr", "40 000 000 - 45 000 000",
        "10.000.000", "1.234.567,89", "-45 000 000", "45 tusen", "900 000 per år", "4 500 kr x 12",
        "kr 450.000,-", "kr 4 500 000,00", "eur 91234567", "t.kr 45 600", "45 600 900 i avskrivninger",
        # years and intervals
        "2020-2024", "2020 - 2024", "2020–2024", "2020/2024", "2020/21", "fra 2020 til 2024", "2020, 2021, 2022",
        "2019 2020 2021 2022", "perioden 2020-2024 og 2024-2028", "skoleåret 2023/24", "1995-2005", "2023-24",
        "handlingsplan 2021–2024", "2030", "20-30 ansatte", "20 - 30 - 40 - 50", "i 2023. 45 ansatte",
        # cases and other numbers
        "23/1234", "sak 23/1234", "2023/12345", "2023/12345-6", "sak 2023/12345-67", "saksnr. 20/41293857", "PS 45/23",
        "sak 045/23", "k-sak 112/2023", "FSK-sak 23/45", "journalpost 2023041293", "arkivsak 23/41293",
        "org.nr. 974760673", "org. nr 974 760 673", "orgnr 974760673 MVA", "NO 974 760 673 MVA",
        "organisasjonsnummer 974760673",
        "gnr 45 bnr 123", "gnr. 45, bnr. 123", "gnr/bnr 45/123", "45/123/0/4", "gbnr 145/23", "fnr 0 snr 3",
        "ordrenr 41293857", "ref. 41293857", "kundenr 41293857", "fakturanr 41293857", "ISBN 978-82-05-12345-6",
        "prosjektnr 41293857", "EAN 7031234567890", "bestillingsnummer 91234567", "medlemsnr 91234567",
        "vare nr 41293857",
        "ansattnr 41293", "id 41293", "ansvar 41293", "art 11500", "konto 11500", "funksjon 120 art 1010",
        "artskonto 10100", "konto 1010-1090", "kontoklasse 3", "kontogruppe 12-15", "konto 12 000", "kontoplan 2024",
        "Grant Agreement 101036789", "prosjekt 101036789", "DOI 10.1016/j.ijm.2020.01.001", "ISO 27001:2022", "NS 8401",
        "NS-EN ISO 9001", "versjon 3.2.1", "v3.2.1", "v. 3.2.1", "Visma 2023.4.1", "Windows 11", "iOS 17.2",
        "python 3.11",
        "10.20.30.40", "192.168.1.100", "IP 192.168.10.20", "22.10.20.24", "kap. 4.2.5", "pkt 3.1.2.4", "1.2.3.4.5",
        "kap. 32.45.51.60", "kap 32.45", "§ 12-3", "§§ 12-14", "§ 5-1 nr. 2", "lov 10. juni 2005 nr. 51",
        "LOV-2018-06-22-83",
        "FOR-2016-08-12-974", "rundskriv H-5/18", "NOU 2023: 17", "Meld. St. 7 (2019–2020)", "Prop. 46 L (2017–2018)",
        # dates and times
        "01.02.2023", "1.2.23", "01/02/2023", "2023-02-01", "010223", "01022023", "20230201", "14.05.78",
        "14. mai 1978",
        "f. 14.05.78", "født 1978", "kl 12.30", "kl. 08.00-15.30", "08:00-15:30", "0800-1530", "12:30:45", "12.30",
        "åpent 08.00–15.00, 16.00–20.00", "24/7", "1-2 ganger", "01.01.2023-31.12.2024", "01.01.23 - 31.12.24",
        "frist 15.03.2024 kl. 12.00", "uke 12-14", "uke 40 2023", "15.03 og 22.03.2024", "2023-02-01 12:30",
        # percentages and scores
        "45 %", "45,5 %", "45-50 prosent", "40 50 60 70 prosent", "45.23 %", "5 av 10", "8/10", "1-5", "100%", "50/50",
        "fra 45,2 til 51,3", "4,2 5,1 3,3", "90 95 99", "20 30 40 50", "1 2 3 4 5 6 7 8", "22 33 44 55 66",
        # service numbers, codes and places
        "4632", "0153 Oslo", "4632 Kristiansand", "postnr 4632", "ring 113", "ring 02800", "tlf 02800", "116 117",
        "1881",
        "110, 112 og 113", "kode 4321", "pin 1234", "rom 302", "rom H0203", "møterom 3", "3. etasje", "bygg 5",
        "bygg 12, rom 204", "side 12", "s. 12-14", "side 12, 2019", "punkt 12 side 3", "tabell 4.2", "figur 12",
        "vedlegg 3", "kapittel 4, 2020", "trinn 3", "10. trinn", "klasse 8B", "avdeling 3", "sone 4", "linje 12",
        "buss 45",
        "vei 2025", "gate 2 i planen", "Veien 2030", "Vegen mot 2030", "vegen 2 km", "veien 5 minutter",
        "veien 3 ganger",
        "Riksvei 7", "riksvei 3", "Fylkesvei 120", "fylkesveg 55", "Fv 120", "E6", "E 39", "Europavei 18", "rv. 13",
        "ringvei 3", "gang- og sykkelvei 2 km", "arbeidsplass 2", "plass 4 på lista", "førsteplass 2023",
        "skoleplass 1",
        "parkeringsplass 14", "sykehjemsplass 3", "Trinn 1", "Fase 2, 2025", "Del 3, 1000 kroner", "Barnehagen 3",
        "Alternativ 2", "Spørsmål 4", "Nivå 3", "Tiltak 4", "Mål 2", "bærekraftsmål 11", "Strategi 2030", "Planen 2024",
        "Sommeren 2023", "høsten 2022", "Våren 2024", "Korona 2020", "Covid 19", "Prosjektet 2", "Avdelingen 4",
        "Uka 12", "Omgang 2", "Gruppe 3", "Hus 2", "Lag 4", "Dag 2", "Runde 3", "Bølge 2", "topp 10", "Toppen 3",
        "målgruppe 3", "Enheten 20 ansatte", "omveien 2", "Leken 2", "Skala 1-5", "vi er 12 på avdelingen",
        "Huset 2", "toget 12", "Laget 4", "Regionen 2030", "Rapporten 2022", "Verket 3", "Sving 2", "Tunet 2 ganger",
        "Sporet 2", "Parken 2 dager", "Skogen 40 mål", "bakken 40 %", "brua 3 år", "Havna 2 år", "Senteret 4 ansatte",
        "i gata 2 dager", "på veien 2 timer", "torget 3 ganger", "Postboks 12", "boks 3", "Boks 3 i skjemaet",
        "Vi prioriterte vei 2 år på rad", "Leilighet H0203", "leil. 4", "Bolig 12",
        # at, dots
        "vi ser at kommune.no er nede", "kommune.no", "9 @ kr 100", "(at det går)", "sier at no er det nok",
        "vet at dot no finnes", "punktum no", "har at vi", "for lite tid.me har ikkje", "penger.de bryr seg", "bl.a.",
        "f.eks. m.m.", "ASP.NET", "m.fl.", "o.l.", "dvs.at", "gjør det.no er det nok", "vi.har.det.travelt", "ok.takk",
        "Node.js", "tid.til å", "slutt.No må vi", "nok.No e det nok", "punktum. No e det slutt", "sett punktum no",
        "vi må sette punktum no", "@kommunen", "@alle", "1 alfa 2", "skriv at no er det nok", "krøllalfa",
    ],
)
def test_what_is_nothing_personal(text):
    assert found(f"det gjelder {text} hos oss") == []
    assert found(f"{text}.") == []
