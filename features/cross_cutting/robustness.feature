Feature: Robustness
  Whatever can be wrong with the body of a request: by the profile of the resource in it, each mandatory element is
  left out, each prohibited one added, each type, value, length and reference broken, and the encoding. A provider
  refuses every such request as a mistake of the consumer, never fails over one, and changes nothing. A few of each
  kind are sent, always the same ones; --robustness-mutations asks for more.

  @book-an-appointment @req:ERR-026 @req:BOOK-007 @req:BOOK-009
  Scenario Outline: A bad booking books nothing
    Given a correct request to Book an appointment
    And bad requests made of it, each with <mistake>
    When the consumer sends each of them
    Then each is refused as a mistake of the consumer, with an OperationOutcome
    And none has changed anything

    Examples:
      | mistake                             |
      | a mandatory element left out        |
      | a prohibited element                |
      | an element of another type          |
      | a value that its type does not have |
      | a text of no length or without end  |
      | a broken encoding                   |
      | a broken reference                  |

  @amend-an-appointment @req:ERR-026 @req:AMND-010 @req:AMND-037
  Scenario Outline: A bad amendment amends nothing
    Given a correct request to Amend an appointment
    And bad requests made of it, each with <mistake>
    When the consumer sends each of them
    Then each is refused as a mistake of the consumer, with an OperationOutcome
    And none has changed anything

    Examples:
      | mistake                             |
      | a mandatory element left out        |
      | a prohibited element                |
      | an element of another type          |
      | a value that its type does not have |
      | a text of no length or without end  |
      | a broken encoding                   |
      | a broken reference                  |

  @cancel-an-appointment @req:ERR-026 @req:CANC-006 @req:CANC-034
  Scenario Outline: A bad cancellation cancels nothing
    Given a correct request to Cancel an appointment
    And bad requests made of it, each with <mistake>
    When the consumer sends each of them
    Then each is refused as a mistake of the consumer, with an OperationOutcome
    And none has changed anything

    Examples:
      | mistake                             |
      | a mandatory element left out        |
      | a prohibited element                |
      | an element of another type          |
      | a value that its type does not have |
      | a text of no length or without end  |
      | a broken encoding                   |
      | a broken reference                  |

  @register-a-patient @req:ERR-026 @req:REG-042 @req:REG-027
  Scenario Outline: A bad registration registers nobody
    Given a correct request to Register a patient
    And bad requests made of it, each with <mistake>
    When the consumer sends each of them
    Then each is refused as a mistake of the consumer, with an OperationOutcome
    And none has changed anything

    Examples:
      | mistake                             |
      | a mandatory element left out        |
      | a prohibited element                |
      | an element of another type          |
      | a value that its type does not have |
      | a text of no length or without end  |
      | a broken encoding                   |
