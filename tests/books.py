"""A small loan book drawn by hand, and how to write one as an extract.

Every test about extracts begins with `clean_book()`, changes what it is about, and
writes the result; so a test shows only what is special in it.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from data.contract import TABLES
from data.settings import FILE_NAME

Row = dict[str, object]
Book = dict[str, list[Row]]

ARROW_TYPES: dict[str, pa.DataType] = {
    "id": pa.string(),
    "code": pa.string(),
    "text": pa.string(),
    "integer": pa.int64(),
    "money": pa.decimal128(18, 4),
    "number": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}


def table_of(text: str) -> list[Row]:
    """Rows of a drawn table: a header, then one line per row, columns by spaces.

    `-` is NULL; 2025-01-31 is a date, 2025-01-31T10:00 a timestamp, 12 an integer and
    1.5 a Decimal; all else is text.
    """
    header, *lines = [line.split() for line in text.strip().splitlines()]
    return [
        dict(zip(header, [_value(cell) for cell in line], strict=True))
        for line in lines
        if line
    ]


def clean_book() -> Book:
    """A book in which the check finds nothing: 6 customers, 8 applications, 5 loans.

    As of 2025-06-30. L1 was paid off in April; L2 was charged off in May at 900 after
    70 days late, and 100 was recovered in June; L3 is current; L4 is 27 days late; L5
    is revolving and was drawn again in June. A6 was declined, A7 withdrawn, A8 is open.
    """
    return {
        "customers": table_of("""
            customer_id  segment         region  age_band  income_band  occupation  acquired_on
            C1           salaried        north   25-34     mid          nurse       2024-12-20
            C2           salaried        south   35-44     mid          driver      2025-01-02
            C3           self_employed   north   45-54     high         baker       2025-01-15
            C4           micro_business  south   35-44     high         shopkeeper  -
            C5           salaried        north   25-34     low          -           2025-03-30
            C6           student         -       18-24     low          student     2025-05-01
        """),  # noqa: E501
        "applications": _applications(),
        "loans": _loans(),
        "performance": _performance(),
        "campaign_spend": table_of("""
            spend_date  channel    campaign_id  campaign_name  spend   impressions  clicks  leads
            2025-01-01  app_store  spring       Spring         300.00  10000        400     40
            2025-02-01  app_store  spring       Spring         250.00  9000         350     -
            2025-04-01  referral   friends      Friends        0.00    -            -       12
        """),  # noqa: E501
        "service_tickets": table_of("""
            ticket_id customer_id opened_at        closed_at        kind      csat nps
            T1        C1          2025-02-03T09:00 2025-02-03T11:00 enquiry   5    10
            T2        C2          2025-04-10T14:00 -                complaint 1    0
        """),
        "collection_actions": table_of("""
            action_id  loan_id  action_on   method  promised_amount  paid_amount
            X1         L2       2025-04-05  sms     -                -
            X2         L2       2025-04-20  call    100.00           0.00
            X3         L4       2025-06-20  call    -                -
        """),
        "touchpoints": table_of("""
            customer_id  touched_at        channel    campaign_id  kind
            C1           2025-01-04T20:00  app_store  spring       click
            C6           2025-05-01T08:00  branch     -            visit
        """),
        "instalments": table_of("""
            loan_id  number  due_on      due_amount  paid_on     paid_amount
            L1       1       2025-02-08  410.00      2025-02-08  410.00
            L1       2       2025-03-08  410.00      2025-03-07  410.00
            L1       3       2025-04-08  410.00      2025-04-08  410.00
            L2       1       2025-02-20  110.00      2025-02-20  110.00
            L2       2       2025-03-20  110.00      -           0.00
            L3       6       2025-08-10  510.00      -           -
        """),
        "targets": table_of("""
            month       metric         product    channel    segment  value
            2025-06-01  approval_rate  cash_loan  -          -        0.60
            2025-12-01  disbursed      -          app_store  -        5
        """),
    }


def write_extract(
    book: Book,
    folder: Path,
    settings_toml: str = "",
    *,
    drop: Collection[str] = (),
    types: Mapping[str, pa.DataType] | None = None,
    parts: Mapping[str, int] | None = None,
) -> Path:
    """Writes the book as an extract and returns its folder.

    A column that no row of a table names is absent; a table without rows has all its
    columns. `drop` names tables ("targets") or columns ("loans.partner") to leave out;
    `types` replaces Arrow types ({"loans.principal": pa.float64()}); `parts` splits a
    table into so many files of even length ({"performance": 2} makes
    performance/part-0.parquet and part-1.parquet).
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in book.items():
        if name in drop:
            continue
        table = arrow_table(name, rows, drop=drop, types=types)
        pieces = (parts or {}).get(name)
        if pieces is None:
            pq.write_table(table, folder / f"{name}.parquet")
            continue
        (folder / name).mkdir(exist_ok=True)
        step = -(-table.num_rows // pieces)
        for part in range(pieces):
            file = folder / name / f"part-{part}.parquet"
            pq.write_table(table.slice(part * step, step), file)
    if settings_toml:
        (folder / FILE_NAME).write_text(settings_toml, "utf-8")
    return folder


def arrow_table(
    name: str,
    rows: list[Row],
    *,
    drop: Collection[str] = (),
    types: Mapping[str, pa.DataType] | None = None,
) -> pa.Table:
    """The rows of one table as Arrow, in contract types unless `types` says otherwise.

    Columns come in contract order, then those the contract lacks.
    """
    contract = {column.name: column for column in TABLES[name].columns}
    named = {key for row in rows for key in row} if rows else set(contract)
    extra = sorted(named - set(contract))
    columns = {}
    for column in [c for c in contract if c in named] + extra:
        if f"{name}.{column}" in drop:
            continue
        values = [row.get(column) for row in rows]
        given = (types or {}).get(f"{name}.{column}")
        known = contract.get(column)
        if given is None and known is not None:
            given = ARROW_TYPES[known.type]
            if known.type == "money":
                values = [None if v is None else Decimal(str(v)) for v in values]
            elif known.type == "number":
                values = [None if v is None else float(v) for v in values]
        elif given is not None and pa.types.is_floating(given):
            values = [None if v is None else float(v) for v in values]
        elif given is not None and pa.types.is_timestamp(given):
            values = [_at_midnight(v) for v in values]
        columns[column] = pa.array(values, given)
    return pa.table(columns)


def _value(cell: str) -> object:
    if cell == "-":
        return None
    for parse in (int, _date, _timestamp, _decimal):
        try:
            return parse(cell)
        except (ValueError, ArithmeticError):
            continue
    return cell


def _date(cell: str) -> date:
    if len(cell) != len("2025-01-31"):
        raise ValueError(cell)
    return date.fromisoformat(cell)


def _timestamp(cell: str) -> datetime:
    if "T" not in cell:
        raise ValueError(cell)
    return datetime.fromisoformat(cell)


def _at_midnight(value: object) -> object:
    return datetime(*value.timetuple()[:3]) if type(value) is date else value


def _decimal(cell: str) -> Decimal:
    if "." not in cell:
        raise ValueError(cell)
    return Decimal(cell)


def _applications() -> list[Row]:
    return _joined(
        "application_id",
        """
        application_id  customer_id  product      channel      campaign_id  partner  decision   decision_mode  decline_reason  risk_grade
        A1              C1           cash_loan    app_store    spring       -        approved   auto           -               A
        A2              C2           cash_loan    app_store    spring       bank_x   approved   manual         -               C
        A3              C3           car_loan     branch       -            bank_x   approved   manual         -               B
        A4              C4           cash_loan    partner_api  -            bank_y   approved   auto           -               B
        A5              C5           credit_line  referral     friends      -        approved   auto           -               A
        A6              C6           cash_loan    branch       -            -        declined   auto           low_income      D
        A7              C1           car_loan     referral     friends      -        withdrawn  manual         -               A
        A8              C2           cash_loan    app_store    -            -        -          -              -               -
        """,  # noqa: E501
        """
        application_id  started_at        submitted_at      verified_at       assessed_at       decided_at        signed_at         disbursed_at
        A1              2025-01-05T10:00  2025-01-05T10:30  2025-01-06T09:00  2025-01-06T09:05  2025-01-06T09:05  2025-01-07T12:00  2025-01-08T09:00
        A2              2025-01-10T08:00  2025-01-12T08:00  2025-01-15T08:00  2025-01-16T08:00  2025-01-17T08:00  2025-01-19T08:00  2025-01-20T08:00
        A3              2025-02-01T11:00  2025-02-01T12:00  -                 2025-02-05T12:00  2025-02-06T12:00  2025-02-09T12:00  2025-02-10T12:00
        A4              2025-03-01T07:00  2025-03-01T07:10  2025-03-01T07:11  2025-03-01T07:12  2025-03-01T07:12  2025-03-02T10:00  2025-03-03T10:00
        A5              2025-04-10T19:00  2025-04-11T19:00  2025-04-12T19:00  2025-04-13T19:00  2025-04-13T20:00  2025-04-14T19:00  2025-04-15T19:00
        A6              2025-05-02T09:00  2025-05-02T09:30  2025-05-02T09:31  2025-05-02T09:32  2025-05-02T09:33  -                 -
        A7              2025-05-20T09:00  2025-05-21T09:00  -                 -                 2025-05-25T09:00  -                 -
        A8              2025-06-28T21:00  2025-06-28T21:30  -                 -                 -                 -                 -
        """,  # noqa: E501
        """
        application_id  requested_amount  approved_amount  requested_term_months  score
        A1              1200.00           1200.00          3                      710.5
        A2              1500.00           1000.00          10                     601.0
        A3              6000.00           6000.00          12                     680.0
        A4              2400.00           2400.00          6                      -
        A5              500.00            500.00           12                     735.25
        A6              800.00            -                6                      480.0
        A7              9000.00           -                24                     690.0
        A8              1000.00           -                -                      -
        """,
    )


def _loans() -> list[Row]:
    return _joined(
        "loan_id",
        """
        loan_id  application_id  customer_id  product      channel      partner  business_mode  risk_grade  repayment_method  collateral
        L1       A1              C1           cash_loan    app_store    -        own_book       A           equal_instalment  unsecured
        L2       A2              C2           cash_loan    app_store    bank_x   co_lending     C           equal_instalment  unsecured
        L3       A3              C3           car_loan     branch       bank_x   co_lending     B           equal_principal   vehicle
        L4       A4              C4           cash_loan    partner_api  bank_y   platform       B           equal_instalment  unsecured
        L5       A5              C5           credit_line  referral     -        own_book       A           revolving         -
        """,  # noqa: E501
        """
        loan_id  disbursed_on  first_due_on  principal  term_months  annual_rate  upfront_fee  monthly_fee
        L1       2025-01-08    2025-02-08    1200.00    3            0.15         12.00        -
        L2       2025-01-20    2025-02-20    1000.00    10           0.24         -            5.00
        L3       2025-02-10    2025-03-10    6000.00    12           0.12         60.00        0.00
        L4       2025-03-03    2025-04-03    2400.00    6            0.18         -            2.50
        L5       2025-04-15    2025-05-15    500.00     12           0.2          0.00         -
        """,  # noqa: E501
    )


def _performance() -> list[Row]:
    return table_of("""
        loan_id  as_of       balance  days_past_due  principal_paid  interest_paid  fees_paid  charged_off  recovered  status
        L1       2025-01-31  1200.00  0              0.00            0.00           12.00      0.00         0.00       active
        L1       2025-02-28  805.00   0              395.00          15.00          0.00       0.00         0.00       active
        L1       2025-03-31  405.00   0              400.00          10.00          0.00       0.00         0.00       active
        L1       2025-04-30  0.00     0              405.00          5.00           0.00       0.00         0.00       paid_off
        L2       2025-01-31  1000.00  0              0.00            0.00           0.00       0.00         0.00       active
        L2       2025-02-28  900.00   0              100.00          20.00          5.00       0.00         0.00       active
        L2       2025-03-31  900.00   11             0.00            0.00           0.00       0.00         0.00       active
        L2       2025-04-30  900.00   41             0.00            0.00           0.00       0.00         0.00       active
        L2       2025-05-31  0.00     70             0.00            0.00           0.00       900.00       0.00       charged_off
        L2       2025-06-30  0.00     0              0.00            0.00           0.00       0.00         100.00     charged_off
        L3       2025-02-28  6000.00  0              0.00            0.00           60.00      0.00         0.00       active
        L3       2025-03-31  5500.00  0              500.00          60.00          0.00       0.00         0.00       active
        L3       2025-04-30  5000.00  0              500.00          55.00          0.00       0.00         0.00       active
        L3       2025-05-31  4500.00  0              500.00          50.00          0.00       0.00         0.00       active
        L3       2025-06-30  4000.00  0              500.00          45.00          0.00       0.00         0.00       active
        L4       2025-03-31  2400.00  0              0.00            0.00           0.00       0.00         0.00       active
        L4       2025-04-30  2020.00  0              380.00          36.00          2.50       0.00         0.00       active
        L4       2025-05-31  1640.00  0              380.00          30.00          2.50       0.00         0.00       active
        L4       2025-06-30  1640.00  27             0.00            0.00           0.00       0.00         0.00       active
        L5       2025-04-30  500.00   0              0.00            0.00           0.00       0.00         0.00       active
        L5       2025-05-31  300.00   0              200.00          8.00           0.00       0.00         0.00       active
        L5       2025-06-30  450.00   0              50.00           5.00           0.00       0.00         0.00       active
    """)  # noqa: E501


def _joined(key: str, *drawings: str) -> list[Row]:
    rows: dict[object, Row] = {}
    for drawing in drawings:
        for row in table_of(drawing):
            rows.setdefault(row[key], {}).update(row)
    return list(rows.values())
