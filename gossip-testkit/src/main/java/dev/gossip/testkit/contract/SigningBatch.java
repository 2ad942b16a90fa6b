package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.testkit.contract.VerifyCalls.VerifyCall;
import java.util.ArrayList;
import java.util.List;

/** Messages that were signed together, with their signatures. */
record SigningBatch(AuthorId author, List<ByteString> messages, List<ByteString> signatures) {

  static SigningBatch of(MessageSigning signing, List<ByteString> messages) {
    AuthorId author = signing.author();
    List<ByteString> signatures =
        PluginCalls.call(
            () -> "MessageSigning.sign of " + messages.size() + " messages",
            () -> signing.sign(messages));
    return new SigningBatch(author, messages, signatures);
  }

  int size() {
    return messages.size();
  }

  ByteString message(int i) {
    return messages.get(i);
  }

  ByteString signature(int i) {
    return signatures.get(i);
  }

  /** Whether a node verifies a message of the batch with its own signature. */
  boolean verifies(MessageSigning node, int i) {
    VerifyCall call = new VerifyCall(author, message(i), signature(i));
    return VerifyCalls.verifyAll(node, List.of(call)).get(0);
  }

  /**
   * Signatures that an attacker could build from those of a batch: hashes added or removed, or the
   * start of one signature joined to the end of another.
   */
  List<ByteString> recombinations(int i) {
    ByteString own = signature(i);
    List<ByteString> recombinations = new ArrayList<>();
    for (int hash : new int[] {16, 20, 32, 48, 64}) {
      recombinations.add(own.concat(ByteString.copyFrom(new byte[hash])));
      recombinations.add(own.concat(own.substring(Math.max(0, own.size() - hash))));
      if (own.size() > hash) {
        recombinations.add(own.substring(0, own.size() - hash));
      }
      for (ByteString other : signatures) {
        if (!other.equals(own) && other.size() > hash && own.size() > hash) {
          recombinations.add(own.substring(0, hash).concat(other.substring(hash)));
          recombinations.add(other.substring(0, hash).concat(own.substring(hash)));
        }
      }
    }
    recombinations.removeIf(candidate -> candidate.equals(own));
    return recombinations;
  }
}
