Feature: Lifecycles
  Some faults show only after a certain sequence: a slot that is not freed when an amended appointment is cancelled,
  a version that comes back. Consumers walk at random through everything that can be done to appointments, and each
  answer is compared with what must hold after all that was done before. A walk that fails is tried again in shorter
  forms, and the shortest is shown. The seed that is printed makes the same walks again.

  @req:RAPP-019 @req:RETR-017 @req:BOOK-067 @req:CANC-019 @req:GEN-043 @req:BOOK-030 @req:AMND-023 @req:CANC-020 @req:REG-048
  Scenario: Whatever is done in whatever order, the provider knows all of it
    When consumers register, search, book, amend, cancel, read and retrieve, one after the other, at random
    Then every answer agrees with what was done before
