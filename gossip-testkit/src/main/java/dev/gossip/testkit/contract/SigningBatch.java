package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.testkit.contract.SigningQuestions.Question;
import java.util.ArrayList;
import java.util.List;

/** Messages that were signed in one go. */
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

  /** What a node says of a message and its own signature. */
  boolean isGood(MessageSigning node, int i) {
    Question question = new Question(author, message(i), signature(i));
    return SigningQuestions.ask(node, List.of(question)).get(0);
  }

  /**
   * What somebody might make of the signatures of a batch, if he knew how they are built: hashes
   * added and left out, the beginning of one with the end of another.
   */
  List<ByteString> mixtures(int i) {
    ByteString own = signature(i);
    List<ByteString> mixtures = new ArrayList<>();
    for (int hash : new int[] {16, 20, 32, 48, 64}) {
      mixtures.add(own.concat(ByteString.copyFrom(new byte[hash])));
      mixtures.add(own.concat(own.substring(Math.max(0, own.size() - hash))));
      if (own.size() > hash) {
        mixtures.add(own.substring(0, own.size() - hash));
      }
      for (ByteString other : signatures) {
        if (!other.equals(own) && other.size() > hash && own.size() > hash) {
          mixtures.add(own.substring(0, hash).concat(other.substring(hash)));
          mixtures.add(other.substring(0, hash).concat(own.substring(hash)));
        }
      }
    }
    mixtures.removeIf(mixture -> mixture.equals(own));
    return mixtures;
  }
}
