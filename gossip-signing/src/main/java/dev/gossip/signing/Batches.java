package dev.gossip.signing;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which messages are signed together.
 *
 * @param maxMessages the largest number of messages in a batch
 * @param maxMessageBytes the largest size of a message and its signature together
 */
record Batches(int maxMessages, int maxMessageBytes) {

  /** Returns the batches as indices into the list; every message is in exactly one batch. */
  List<List<Integer>> of(List<ByteString> messages) {
    List<List<Integer>> batches = new ArrayList<>();
    List<Integer> current = new ArrayList<>();
    int maxDepth = TreeSignature.MAX_DEPTH;
    for (int i = 0; i < messages.size(); i++) {
      int depth = maxDepthFor(messages.get(i));
      if (depth == 0) {
        batches.add(List.of(i));
        continue;
      }
      int limit = Math.min(maxDepth, depth);
      if (current.size() == maxMessages || HashTree.depthFor(current.size() + 1) > limit) {
        batches.add(current);
        current = new ArrayList<>();
        limit = depth;
      }
      current.add(i);
      maxDepth = limit;
    }
    if (!current.isEmpty()) {
      batches.add(current);
    }
    return batches;
  }

  /** Returns the depth of the largest tree whose path fits next to the message. */
  private int maxDepthFor(ByteString message) {
    int depth = TreeSignature.MAX_DEPTH;
    while (depth > 0 && message.size() + TreeSignature.bytesAt(depth) > maxMessageBytes) {
      depth--;
    }
    return depth;
  }
}
