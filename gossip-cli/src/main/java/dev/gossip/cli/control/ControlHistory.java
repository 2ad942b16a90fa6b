package dev.gossip.cli.control;

import com.google.gson.JsonObject;

/**
 * What clients of a control port may still ask for: delivered messages, and events with the streams
 * that send them. Both are numbered from 1 in one run of the node. Thread-safe.
 */
record ControlHistory(StoredMessages messages, EventStreams streams) {

  /** Begins a run. */
  static ControlHistory begin(ControlLimits limits) {
    String run = Cursor.newRun();
    return new ControlHistory(
        new StoredMessages(run, limits.storedMessages(), limits.storedBytes()),
        new EventStreams(run, limits));
  }

  /** Records an event in the form that {@code --json} prints. Does not block. */
  void add(JsonObject event) {
    if (event.get("event").getAsString().equals("delivered")) {
      messages.add(event);
    }
    streams.send(event);
  }
}
