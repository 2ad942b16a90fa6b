package dev.gossip.signing;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which messages are signed together.
 *
 * @param maxMessages in one batch
 * @param maxMessageBytes for a message and its signature together
 */
record Batches(int maxMessages, int maxMessageBytes) {

  /** Places in the list of those who are signed together; every message is in one batch. */
  List<List<Integer>> of(List<ByteString> messages) {
    List<List<Integer>> batches = new ArrayList<>();
    List<Integer> current = new ArrayList<>();
    int room = TreeSignature.MAX_DEPTH;
    for (int i = 0; i < messages.size(); i++) {
      int depth = depthWithRoom(messages.get(i));
      if (depth == 0) {
        batches.add(List.of(i));
        continue;
      }
      int together = Math.min(room, depth);
      if (current.size() == maxMessages || HashTree.depthFor(current.size() + 1) > together) {
        batches.add(current);
        current = new ArrayList<>();
        together = depth;
      }
      current.add(i);
      room = together;
    }
    if (!current.isEmpty()) {
      batches.add(current);
    }
    return batches;
  }

  /** The depth of the largest tree whose path still fits beside a message. */
  private int depthWithRoom(ByteString message) {
    int depth = TreeSignature.MAX_DEPTH;
    while (depth > 0 && message.size() + TreeSignature.bytesAt(depth) > maxMessageBytes) {
      depth--;
    }
    return depth;
  }
}
