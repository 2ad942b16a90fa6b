package dev.gossip.repair;

import dev.gossip.repair.sketch.SymbolRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A question for symbols, and what has arrived of them, in any order. */
final class Question {
  private final int first;
  private final int end;
  private int answeredUpTo;
  private final NavigableMap<Integer, SymbolRange> arrived = new TreeMap<>();

  Question(int first, int count) {
    this.first = first;
    this.end = first + count;
    this.answeredUpTo = first;
  }

  int end() {
    return end;
  }

  /** The first symbol that is missing. */
  int answeredUpTo() {
    return answeredUpTo;
  }

  boolean isAnswered() {
    return answeredUpTo >= end;
  }

  /**
   * Adds symbols. Those of an earlier question, and copies, are ignored.
   *
   * @return whether there was any that had not arrived
   */
  boolean add(SymbolRange range) {
    if (range.first() < first
        || range.size() == 0
        || arrived.putIfAbsent(range.first(), range) != null) {
      return false;
    }
    Map.Entry<Integer, SymbolRange> next = arrived.floorEntry(answeredUpTo);
    while (next != null && next.getValue().end() > answeredUpTo) {
      answeredUpTo = next.getValue().end();
      next = arrived.floorEntry(answeredUpTo);
    }
    return true;
  }

  /** All symbols, each once and in order. */
  List<SymbolRange> symbols() {
    List<SymbolRange> symbols = new ArrayList<>();
    int next = first;
    for (SymbolRange part : arrived.values()) {
      if (part.end() > next) {
        symbols.add(part.from(next));
        next = part.end();
      }
    }
    return symbols;
  }
}
