"""The pages of the evidence: a file and its options go in; picture, table, assumptions and files to take away come out.

**To add a design page, put one file into `designs/`.** It holds ``DESIGN``, a `design.Design`: its name in the address, what
is asked, what it can and cannot say, what file it wants, the fields of its form, an example that is carried, and ``run``.
The page, the index, downloads, limits and errors are then there; no address, template or list has to be written. Look at
`designs.city_figures` for one that is whole.

``run(brought, options)`` gives an `answer.Answer`: sentences, pictures (``draw(theme)`` gives an SVG), tables, assumptions,
cautions. It raises `BadTable` with a sentence for whatever is wrong with the file or the options; ``options`` holds what was
typed, read and within the limits that the design's fields name. Nothing heavy is imported outside ``run``, which has to be
done in about a second on whatever fits into `brought.MOST_BYTES`: name a limit for rows and for repetitions where it would not.
The same file and options give the same answer; where chance is drawn, from a seed.

Views that are not of this kind stand beside `views` and name who may use them with `reports.roles.for_readers`.
"""
