"""Did it work? The pages of the evidence: a Django app, thin, over engines that know no Django.

How a design page is added. Write one module in `designs/`, named as its engine, that holds ``DESIGN``, a `design.Design`:

- its title is the question a reader asks; ``can`` and ``cannot`` say what an answer is worth before there is one;
- ``fields`` are its options as the form shows them, ``examples`` what it can be tried on without a file;
- ``judge(asked)`` reads the file and options (`design.Asked`), calls the engine and returns a `design.Judged`: what is said,
  pictures, tables, what it assumes, where it fails. What cannot be used is refused with `BadTable`; its sentence is shown beside
  what was typed, with status 422.

Nothing else is needed: address, form, page, pictures by day and by night, CSV, PDF and the way in from the first page come from
here, and so do the tests that every design goes through (tests/evidence/pages). Import the engine inside ``judge``: a page that
nobody asks for loads nothing. Pages that are no design (registers, claims) have views of their own in `urls`, and stand in `rooms`.
"""
