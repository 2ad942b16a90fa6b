package dev.gossip.report;

import java.util.Arrays;

/** Whole numbers in order, without an object for each. */
final class IntList {
  private int[] values = new int[12];
  private int size;

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  void add(int first, int second, int third) {
    add(first);
    add(second);
    add(third);
  }

  int get(int index) {
    return values[index];
  }

  int size() {
    return size;
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
