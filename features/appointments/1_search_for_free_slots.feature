@search-for-free-slots
Feature: Search for free slots
  A consumer looks for slots that its organisation may book at a practice, over a period of up to two weeks.
  Every answer is judged in full: the searchset against what was asked for, and each resource in it.

  # What is returned

  @req:SLOT-030 @req:SLOT-001 @req:SLOT-031 @req:SLOT-032 @req:SLOT-033 @req:SLOT-034 @req:ADES-002 @req:ADES-003
  Scenario: The free slots of the coming days are returned
    Given a request to search for free slots
    When the consumer sends it
    Then the provider returns free slots

  @req:SLOT-053 @req:SLOT-054 @req:SLOT-057 @req:SLOT-058 @req:AVL-030 @req:AVL-033
  @req:SLOT-038 @req:SLOT-003 @req:SLOT-042 @req:SLOT-055 @req:AVL-031 @req:AVL-032
  Scenario: Slots and their schedules tell a patient what, when and how
    Given a request to search for free slots
    And the search runs over a day with free slots
    When the consumer sends it
    Then the provider returns free slots

  @req:SLOT-055 @since:1.2.7
  Scenario: A schedule type that the practice describes is returned
    Given a request to search for free slots
    When the consumer sends it
    Then the provider returns free slots
    And a schedule is described

  @req:SLOT-049 @req:SLOT-039 @req:SLOT-041 @req:SLOT-043 @req:SLOT-045 @req:SLOT-050 @req:SLOT-051 @req:SLOT-052
  @req:SLOT-004 @req:SLOT-005 @req:SLOT-006
  Scenario Outline: What a search includes is returned and nothing else: <included>
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the search includes <included>
    When the consumer sends it
    Then the provider returns free slots

    Examples:
      | included                                      |
      | schedules only                                |
      | practitioners                                 |
      | locations                                     |
      | organisations                                 |
      | practitioners and locations                   |
      | practitioners and organisations               |
      | locations and organisations                   |
      | practitioners and locations and organisations |

  @req:SLOT-040
  Scenario: Practitioners are populated as reading them asks
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the search includes practitioners
    When the consumer sends it
    Then the provider returns free slots
    And a schedule with a practitioner was there to tell by

  @req:SLOT-044 @req:AVL-040
  Scenario: Locations are populated as reading them asks
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the search includes locations
    When the consumer sends it
    Then the provider returns free slots

  @req:SLOT-047
  Scenario: Organisations are populated as reading them asks
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the search includes organisations
    When the consumer sends it
    Then the provider returns free slots

  @req:SLOT-059 @req:SLOT-040 @req:SLOT-044 @req:SLOT-047 @req:FHIR-016
  Scenario Outline: Each <resource> that a search names is the one that can be read
    Given a request to search for free slots
    And the search runs over a day with free slots
    When the consumer sends it
    Then the provider returns free slots
    And reading every <resource> that it names returns the same
    And every <resource> that it holds has all that reading it returns

    Examples:
      | resource     |
      | Practitioner |
      | Location     |
      | Organization |

  @req:SLOT-059
  Scenario Outline: Each <resource> that schedules name can be read, though the search does not include it
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the search includes schedules only
    When the consumer sends it
    Then the provider returns free slots
    And reading every <resource> that it names returns the same

    Examples:
      | resource     |
      | Practitioner |
      | Location     |

  @req:SLOT-046 @req:AKI-002 @req:SLOT-006
  Scenario Outline: Asking for organisations makes no difference, with <others> included
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the search includes <others>
    And the slots that it finds
    And the search includes <with organisations>
    When the consumer sends it
    Then the provider returns the same slots

    Examples:
      | others                      | with organisations                            |
      | schedules only              | organisations                                 |
      | practitioners               | practitioners and organisations               |
      | locations                   | locations and organisations                   |
      | practitioners and locations | practitioners and locations and organisations |

  @req:SLOT-045 @req:AKI-001
  Scenario Outline: The organisation of the locations comes with the slots, with <included> included
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the search includes <included>
    When the consumer sends it
    Then the provider returns free slots
    And the organisation that manages their locations is there

    Examples:
      | included       |
      | schedules only |
      | practitioners  |
      | organisations  |

  @req:SLOT-060
  Scenario: The slots are those of the practice that is asked
    Given a request to search for free slots
    When the consumer sends it
    Then the provider returns free slots
    And they are held at surgeries of the practice

  @req:SLOT-052
  Scenario: Asking for an include twice makes no difference
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the slots that it finds
    And the search asks for every include twice
    When the consumer sends it
    Then the provider returns the same slots

  # The period

  @req:SLOT-030 @req:SLOT-034 @req:SLOT-007
  Scenario Outline: A search by date over <days> days is carried out
    Given a request to search for free slots
    And the search runs for <days> days from today
    When the consumer sends it
    Then the provider returns a conformant searchset

    Examples:
      | days |
      | 0    |
      | 1    |
      | 3    |
      | 7    |
      | 12   |

  @req:SLOT-030 @req:SLOT-034 @req:SLOT-008 @since:1.2.3
  Scenario Outline: A search by date and time over <days> days is carried out
    Given a request to search for free slots
    And the search runs for <days> days from this moment
    When the consumer sends it
    Then the provider returns a conformant searchset

    Examples:
      | days |
      | 1    |
      | 7    |
      | 13   |

  @req:SLOT-020 @req:ADES-004
  Scenario Outline: A search over more than two weeks is refused: <days> days <from>
    Given a request to search for free slots
    And the search runs for <days> days from <from>
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

    Examples:
      | days | from        |
      | 15   | today       |
      | 16   | today       |
      | 31   | today       |
      | 365  | today       |
      | 15   | this moment |
      | 31   | this moment |

  @req:SLOT-020 @req:ADES-004
  Scenario Outline: A search over exactly two weeks, from <from>, is left open
    Given a request to search for free slots
    And the search runs for 14 days from <from>
    When the consumer sends it
    Then the provider refuses it as a period of two weeks, or answers it
    And what it returns instead conforms

    Examples:
      | from        |
      | today       |
      | this moment |

  @req:SLOT-035 @since:1.2.3
  Scenario Outline: A slot within the period is found: from <after start> s after its start to <after end> s after its end
    Given a free slot
    And a request to search for free slots
    And the search runs from <after start> s after its start to <after end> s after its end
    When the consumer sends it
    Then the provider returns that slot

    Examples:
      | after start | after end |
      | 0           | 0         |
      | -1          | 1         |
      | -60         | 0         |
      | 0           | 60        |
      | -3600       | 3600      |

  @req:SLOT-036 @req:AVL-021
  Scenario: A slot that a booking window withholds is not found
    Given a slot that a booking window withholds
    And a request to search for free slots
    And the search runs from -3600 s after its start to 3600 s after its end
    When the consumer sends it
    Then the provider returns a searchset without it

  @req:SLOT-034 @since:1.2.3
  Scenario Outline: A slot that straddles a bound is not found: from <after start> s after its start to <after end> s after its end
    Given a free slot
    And a request to search for free slots
    And the search runs from <after start> s after its start to <after end> s after its end
    When the consumer sends it
    Then the provider returns a searchset without it

    Examples:
      | after start | after end |
      | 1           | 3600      |
      | 60          | 3600      |
      | -3600       | -1        |
      | -3600       | -60       |
      | 1           | -1        |

  @req:SLOT-034 @since:1.2.3
  Scenario Outline: A slot that only touches the period is not found: <touching>
    Given a free slot
    And a request to search for free slots
    And the search runs for one hour <touching>
    When the consumer sends it
    Then the provider returns a searchset without it

    Examples:
      | touching        |
      | until its start |
      | from its end    |

  @req:SLOT-035 @req:SLOT-007
  Scenario Outline: A slot is found by its date: from <first> to <last> days after its day
    Given a free slot
    And a request to search for free slots
    And the search runs from <first> days after its day to <last> days after its day
    When the consumer sends it
    Then the provider returns that slot

    Examples:
      | first | last |
      | 0     | 0    |
      | -3    | 0    |
      | 0     | 3    |
      | -6    | 6    |

  @req:SLOT-034 @req:SLOT-007
  Scenario Outline: A slot is not found by the dates before it and after it: from <first> to <last> days after its day
    Given a free slot
    And a request to search for free slots
    And the search runs from <first> days after its day to <last> days after its day
    When the consumer sends it
    Then the provider returns a searchset without it

    Examples:
      | first | last |
      | -3    | -1   |
      | 1     | 3    |

  @req:SLOT-035 @req:SLOT-007 @req:SLOT-008 @since:1.2.3
  Scenario Outline: Dates, and dates with times, can be mixed: from <start> to <end>
    Given a free slot
    And a request to search for free slots
    And the search runs over its day, from <start> to <end>
    When the consumer sends it
    Then the provider returns that slot

    Examples:
      | start  | end    |
      | a date | a date |
      | a date | a time |
      | a time | a date |
      | a time | a time |

  @req:SLOT-008 @since:1.2.3
  Scenario Outline: A period is the same whichever offset it is written with: <offset>
    Given a free slot
    And a request to search for free slots
    And the search runs from -3600 s after its start to 3600 s after its end
    And the slots that it finds
    And its period is written with the offset <offset>
    When the consumer sends it
    Then the provider returns the same slots, or refuses it as an invalid parameter

    Examples:
      | offset |
      | +00:00 |
      | +01:00 |

  @req:SLOT-009
  Scenario Outline: A search in the past is carried out: <period>
    Given a request to search for free slots
    And the search covers <period>
    When the consumer sends it
    Then the provider returns a conformant searchset

    Examples:
      | period                            |
      | yesterday                         |
      | the thirteen days before today    |
      | the past week and the coming days |
      | two weeks of a year ago           |

  @req:SLOT-053 @req:SLOT-034 @req:SLOT-009 @since:1.2.3
  Scenario Outline: Times are right when the clocks change: the <which> change to <season> time, by <form>
    Given a request to search for free slots
    And the search spans the <which> change to <season> time, by <form>
    When the consumer sends it
    Then the provider returns a conformant searchset
    And a slot was there to tell by

    Examples:
      | which | season | form  |
      | last  | summer | dates |
      | last  | summer | times |
      | last  | winter | dates |
      | last  | winter | times |
      | next  | summer | dates |
      | next  | summer | times |
      | next  | winter | dates |
      | next  | winter | times |

  @req:SLOT-048 @req:AKI-001
  Scenario: A period without slots is answered with an empty searchset
    Given a request to search for free slots
    And the search covers two weeks ten years ahead
    When the consumer sends it
    Then the provider returns an empty searchset

  @req:SLOT-048 @since:1.2.3
  Scenario: A period too short for any slot is answered with an empty searchset
    Given a free slot
    And a request to search for free slots
    And the search runs for a second from its start
    When the consumer sends it
    Then the provider returns an empty searchset

  # Parameters that are wrong

  @req:SLOT-021
  Scenario: A search without a status is refused
    Given a request to search for free slots
    And the request lacks the parameter "status"
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

  @req:SLOT-021
  Scenario Outline: A search for another status is refused: <status>
    Given a request to search for free slots
    And the parameter "status" is "<status>"
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

    Examples:
      | status           |
      | busy             |
      | busy-unavailable |
      | busy-tentative   |
      | entered-in-error |
      | available        |
      | free,busy        |

  @req:SLOT-021
  Scenario: A search with an empty status is refused
    Given a request to search for free slots
    And the parameter status is empty
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

  @req:SLOT-021
  Scenario: A search for a second status besides free is refused
    Given a request to search for free slots
    And the request has one more parameter "status" with the value "busy"
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

  @req:SLOT-022
  Scenario: A search that does not include schedules is refused
    Given a request to search for free slots
    And the request lacks the parameter "_include"
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

  @req:SLOT-022
  Scenario: A search that includes nothing is refused
    Given a request to search for free slots
    And the search includes schedules only
    And the request lacks the parameter "_include"
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

  @req:SLOT-022
  Scenario Outline: A search that includes something else than schedules is refused: <include>
    Given a request to search for free slots
    And the parameter "_include" is "<include>"
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

    Examples:
      | include          |
      | Schedule:slot    |
      | Appointment:slot |

  @req:SLOT-024
  Scenario Outline: A search without its <bound> is refused
    Given a request to search for free slots
    And the request lacks the parameter "<bound>"
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

    Examples:
      | bound |
      | start |
      | end   |

  @req:SLOT-024
  Scenario: A search without a start and an end is refused
    Given a request to search for free slots
    And the request lacks the parameter "start"
    And the request lacks the parameter "end"
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

  @req:SLOT-023
  Scenario Outline: A <bound> that is not a full date is refused: <form>
    Given a request to search for free slots
    And the <bound> of the search is written as <form>
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

    Examples:
      | bound | form                      |
      | start | a year                    |
      | start | a year and a month        |
      | start | a date without hyphens    |
      | start | a date with slashes       |
      | start | a date with its day first |
      | start | a day that February lacks |
      | start | a thirteenth month        |
      | start | an hour that no day has   |
      | start | a time without an offset  |
      | start | a time without a date     |
      | start | a word                    |
      | start | nothing                   |
      | end   | a year                    |
      | end   | a year and a month        |
      | end   | a date without hyphens    |
      | end   | a date with slashes       |
      | end   | a date with its day first |
      | end   | a day that February lacks |
      | end   | a thirteenth month        |
      | end   | an hour that no day has   |
      | end   | a time without an offset  |
      | end   | a time without a date     |
      | end   | a word                    |
      | end   | nothing                   |

  @req:SLOT-023
  Scenario Outline: An empty <bound> is refused
    Given a request to search for free slots
    And the parameter <bound> is empty
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

    Examples:
      | bound |
      | start |
      | end   |

  @req:SLOT-026
  Scenario Outline: A <bound> in a form that consumers do not use is answered or refused: <form>
    Given a request to search for free slots
    And the <bound> of the search is written as <form>
    When the consumer sends it
    Then the provider refuses it as an invalid parameter, or answers it
    And what it returns instead conforms

    Examples:
      | bound | form                             |
      | start | a time in UTC marked by a letter |
      | start | a time without seconds           |
      | start | a time with milliseconds         |
      | end   | a time in UTC marked by a letter |
      | end   | a time without seconds           |
      | end   | a time with milliseconds         |

  @req:SLOT-026
  Scenario Outline: A <bound> with the prefix <prefix> is answered or refused
    Given a request to search for free slots
    And the <bound> of the search has the prefix <prefix>
    When the consumer sends it
    Then the provider refuses it as an invalid parameter, or answers it
    And what it returns instead conforms

    Examples:
      | bound | prefix |
      | start | gt     |
      | start | eq     |
      | start | lt     |
      | end   | lt     |
      | end   | eq     |
      | end   | gt     |

  @req:SLOT-026
  Scenario Outline: A <bound> without a prefix is answered or refused
    Given a request to search for free slots
    And the <bound> of the search has no prefix
    When the consumer sends it
    Then the provider refuses it as an invalid parameter, or answers it
    And what it returns instead conforms

    Examples:
      | bound |
      | start |
      | end   |

  @req:SLOT-025
  Scenario Outline: A <bound> with the wrong prefix, <prefix>, is refused
    Given a request to search for free slots
    And the <bound> of the search has the prefix <prefix>
    When the consumer sends it
    Then the provider refuses it as something that consumers shall not send
    And what it returns instead conforms

    Examples:
      | bound | prefix |
      | start | le     |
      | start | ne     |
      | start | sa     |
      | start | ap     |
      | end   | ge     |
      | end   | ne     |
      | end   | eb     |
      | end   | ap     |

  @req:SLOT-025
  Scenario Outline: A <bound> that is given twice is refused
    Given a request to search for free slots
    And the <bound> of the search is given twice
    When the consumer sends it
    Then the provider refuses it as something that consumers shall not send
    And what it returns instead conforms

    Examples:
      | bound |
      | start |
      | end   |

  @req:SLOT-025
  Scenario: A search that ends before it starts is refused
    Given a request to search for free slots
    And the search ends before it starts
    When the consumer sends it
    Then the provider refuses it as something that consumers shall not send
    And what it returns instead conforms

  @req:SLOT-012
  Scenario Outline: A search with the interaction ID of another interaction is refused: <other>
    Given a request to search for free slots
    And the request carries the interaction ID of "<other>"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction

    Examples:
      | other                            |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-a-location                  |
      | register-a-patient               |
      | book-an-appointment              |
      | retrieve-a-patients-appointments |
      | amend-an-appointment             |
      | cancel-an-appointment            |
      | read-an-appointment              |

  @req:SLOT-012
  Scenario: A search with an interaction ID that does not exist is refused
    Given a request to search for free slots
    And the header "Ssp-InteractionID" is "urn:nhs:names:services:gpconnect:fhir:rest:search:nothing-1"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction

  @req:SLOT-013
  Scenario Outline: A search without the header <header> is refused
    Given a request to search for free slots
    And the request lacks the header "<header>"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header

    Examples:
      | header            |
      | Ssp-TraceID       |
      | Ssp-From          |
      | Ssp-To            |
      | Ssp-InteractionID |

  @req:SLOT-013
  Scenario: A search without an audit token is refused
    Given a request to search for free slots
    And the request lacks the header "Authorization"
    When the consumer sends it
    Then the provider refuses it as a request without its audit token

  # Parameters that make no difference

  @req:SLOT-011
  Scenario Outline: A parameter that the provider does not know is ignored: <name>
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the slots that it finds
    And the request has one more parameter "<name>" with the value "<value>"
    When the consumer sends it
    Then the provider returns the same slots

    Examples:
      | name         | value                     |
      | colour       | blue                      |
      | bookable     | no                        |
      | filterSearch | https://example.invalid/1 |

  @req:SLOT-010 @req:ADES-003
  Scenario Outline: A search filter that the specification does not define is ignored: <filter>
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the slots that it finds
    And the request has one more parameter "searchFilter" with the value "<filter>"
    When the consumer sends it
    Then the provider returns the same slots

    Examples:
      | filter                                            |
      | https://example.invalid/Id/disposition-code\|Dx02 |
      | https://example.invalid/Id/service-id\|2000012345 |
      | urn:example:nothing\|                             |
      | FilterCategory-7\|Other                           |

  @req:SLOT-010 @req:ADES-003
  Scenario: A search filter that the specification does not define is ignored when it is the only one
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the search has no filter
    And the slots that it finds
    And the request has one more parameter "searchFilter" with the value "https://example.invalid/Id/disposition-code|Dx02"
    When the consumer sends it
    Then the provider returns the same slots

  @req:SLOT-010
  Scenario: Several search filters that the specification does not define are ignored
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the slots that it finds
    And the request has one more parameter "searchFilter" with the value "https://example.invalid/Id/one|1"
    And the request has one more parameter "searchFilter" with the value "https://example.invalid/Id/two|2"
    When the consumer sends it
    Then the provider returns the same slots

  @req:SLOT-001
  Scenario: The order of the parameters makes no difference
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the slots that it finds
    And its parameters come in the opposite order
    When the consumer sends it
    Then the provider returns the same slots

  @req:SLOT-001
  Scenario Outline: Dates are understood <encoding>
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the slots that it finds
    And its parameters are <encoding>
    When the consumer sends it
    Then the provider returns the same slots

    Examples:
      | encoding                   |
      | percent-encoded throughout |
      | not percent-encoded        |

  @req:SLOT-008 @since:1.2.3
  Scenario: Times are understood percent-encoded throughout
    Given a free slot
    And a request to search for free slots
    And the search runs from -3600 s after its start to 3600 s after its end
    And the slots that it finds
    And its parameters are percent-encoded throughout
    When the consumer sends it
    Then the provider returns the same slots

  @req:SLOT-008 @since:1.2.3
  Scenario: Times that are not percent-encoded, as the page shows them, are understood or refused
    Given a free slot
    And a request to search for free slots
    And the search runs from -3600 s after its start to 3600 s after its end
    And the slots that it finds
    And its parameters are not percent-encoded
    When the consumer sends it
    Then the provider returns the same slots, or refuses it as an invalid parameter

  # Availability: who finds which slots

  @req:AVL-010 @req:SLOT-037
  Scenario: A search without a filter returns the slots that anybody may book
    Given a request to search for free slots
    And the search has no filter
    When the consumer sends it
    Then the provider returns free slots

  @req:AVL-010 @req:SLOT-037
  Scenario Outline: What a search without a filter returns anybody finds: with <filters>
    Given a request to search for free slots
    And the slots that a search with no filter finds
    When the consumer searches with <filters>
    Then the provider returns all of them

    Examples:
      | filters                       |
      | another code                  |
      | another type                  |
      | another type and another code |

  @req:AVL-013 @req:SLOT-037
  Scenario Outline: A search with <more> finds all that a search with <fewer> finds
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the slots that a search with <fewer> finds
    When the consumer searches with <more>
    Then the provider returns all of them

    Examples:
      | fewer     | more                  |
      | no filter | its type              |
      | no filter | its code              |
      | no filter | its type and its code |
      | its type  | its type and its code |
      | its code  | its type and its code |

  @req:AVL-013
  Scenario: The order of the search filters makes no difference
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the slots that a search with its type and its code finds
    When the consumer searches with its code and its type
    Then the provider returns the same slots

  @req:AVL-011 @req:SLOT-037
  Scenario: Slots reserved for a type of organisation are found by it
    Given a request to search for free slots
    And the slots that a search with no filter finds
    When the consumer searches with the reserved type
    Then the provider returns all of them and others

  @req:AVL-013 @req:SLOT-037
  Scenario: Slots reserved for a type of organisation are found by it when it gives its code too
    Given a request to search for free slots
    And the slots that only a search with the reserved type finds
    When the consumer searches with the reserved type and another code
    Then the provider returns all of them

  @req:AVL-011 @req:SLOT-037
  Scenario Outline: Slots reserved for a type of organisation are not found with <filters>
    Given a request to search for free slots
    And the slots that only a search with the reserved type finds
    When the consumer searches with <filters>
    Then the provider returns none of them

    Examples:
      | filters                       |
      | no filter                     |
      | another type                  |
      | another code                  |
      | the reserved code             |
      | another type and another code |

  @req:AVL-012 @req:AVL-003 @req:SLOT-037
  Scenario: Slots reserved for an organisation are found by it
    Given a request to search for free slots
    And the slots that a search with no filter finds
    When the consumer searches with the reserved code
    Then the provider returns all of them and others

  @req:AVL-013 @req:SLOT-037
  Scenario: Slots reserved for an organisation are found by it when it gives its type too
    Given a request to search for free slots
    And the slots that only a search with the reserved code finds
    When the consumer searches with its type and the reserved code
    Then the provider returns all of them

  @req:AVL-012 @req:SLOT-037
  Scenario Outline: Slots reserved for an organisation are not found with <filters>
    Given a request to search for free slots
    And the slots that only a search with the reserved code finds
    When the consumer searches with <filters>
    Then the provider returns none of them

    Examples:
      | filters                   |
      | no filter                 |
      | another code              |
      | its type                  |
      | the reserved type         |
      | its type and another code |

  @req:AVL-013 @req:SLOT-037
  Scenario Outline: Slots reserved for a type and for an organisation at once are not found with <filters>
    Given a request to search for free slots
    And the slots that a search with the reserved type and the reserved code finds, and with neither alone
    When the consumer searches with <filters>
    Then the provider returns none of them

    Examples:
      | filters                            |
      | the reserved type and another code |
      | another type and the reserved code |

  @req:AVL-012
  Scenario: A code that no slot is reserved for finds what anybody may book
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the slots that a search with no filter finds
    When the consumer searches with another code
    Then the provider returns the same slots

  @req:SLOT-010
  Scenario: A type of organisation that the value set lacks finds what anybody may book, or is refused
    Given a request to search for free slots
    And the search runs over a day with free slots
    And the slots that a search with no filter finds
    When the consumer searches with an unpublished type
    Then the provider returns the same slots, or refuses it as an invalid parameter
