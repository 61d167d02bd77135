Feature: Races
  Several consumers act on one slot, appointment or person at the same instant: each has a connection of its own,
  opened beforehand, and all requests are released together. Whichever of them the provider takes up first, one
  succeeds and the others are told that they came too late. What the provider holds afterwards is what that one was
  told. The report shows the timeline of each race.

  @req:BOOK-030 @req:BOOK-067 @req:RETR-017
  Scenario: Of many bookings of one slot, one is made
    Given 6 bookings of one free slot, for two patients in turn
    When their consumers send them at one instant
    Then one succeeds, and every other is refused as a duplicate
    And the slots of the one are taken, and those of no other
    And the patients' lists show what was booked and nothing else

  @req:BOOK-030 @req:BOOK-009 @req:BOOK-067 @req:RETR-017
  Scenario: Of many bookings whose slots overlap, one is made
    Given 6 bookings of the first two and of the last two of three adjacent free slots, in turn
    When their consumers send them at one instant
    Then one succeeds, and every other is refused as a duplicate
    And the slots of the one are taken, and those of no other
    And the patients' lists show what was booked and nothing else

  @req:AMND-023
  Scenario: Of many amendments of one version, one is stored
    Given an appointment booked just now
    And 6 amendments of it that quote one version
    When their consumers send them at one instant
    Then one succeeds, and every other is refused as a version that is not current
    And list and read show the appointment as the one that succeeded left it

  @req:GEN-042
  Scenario: Of amendments and cancellations of one version, one is stored
    Given an appointment booked just now
    And 6 amendments and cancellations of it, in turn, that quote one version
    When their consumers send them at one instant
    Then one succeeds, and every other is refused as a version that is not current
    And list and read show the appointment as the one that succeeded left it

  @req:CANC-019 @req:BOOK-030 @req:BOOK-067 @req:RETR-017
  Scenario: A slot that is cancelled and booked at one instant is held by one appointment at most
    Given the cancellation of an appointment booked just now, and 5 bookings of its slot
    When their consumers send them at one instant
    Then the cancellation succeeds
    And one booking at most succeeds, and every other is refused as a duplicate
    And the slot is free unless it is booked again
    And the patients' lists show what was booked and nothing else

  @req:REG-048
  Scenario: Of many registrations of one person, one is carried out
    Given somebody whom PDS verifies
    And 6 registrations of them
    When their consumers send them at one instant
    Then one succeeds, and every other is refused as a duplicate
    And the practice has one record of them
