package dev.gossip.testkit.container;

import java.util.Map;

/**
 * Something that a node told.
 *
 * @param name such as {@code delivered}, as the {@code event} of {@code gossip node --json}
 * @param fields the other fields that are plain values, as text
 */
public record ControlEvent(String name, Map<String, String> fields) {

  /**
   * A field that events of this name have.
   *
   * @throws IllegalArgumentException if this one does not
   */
  public String field(String field) {
    String value = fields.get(field);
    if (value == null) {
      throw new IllegalArgumentException("there is no " + field + " in " + this);
    }
    return value;
  }
}
