package dev.gossip.testkit.contract;

import static dev.gossip.testkit.contract.SigningSamples.SEED;
import static dev.gossip.testkit.contract.SigningSamples.alterations;
import static dev.gossip.testkit.contract.SigningSamples.bytes;
import static dev.gossip.testkit.contract.SigningSamples.hex;
import static dev.gossip.testkit.contract.SigningSamples.messages;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Rules about signatures and keys: M1 to M8, M10, M11, M20 and M21. */
final class SignatureRules extends SigningRules {
  SignatureRules(MessageSigningContract contract) {
    super(contract);
  }

  /** M1. */
  void authorIsConstant() {
    MessageSigning signing = node();
    AuthorId author = signing.author();

    sign(signing, messages(3));

    assertThat(signing.author())
        .as("MessageSigning.author is read once per node and must never change")
        .isEqualTo(author);
  }

  /** M2. */
  void signingNothingReturnsNothing() {
    assertThat(sign(node(), List.of()))
        .as("MessageSigning.sign of an empty list must return an empty list")
        .isEmpty();
  }

  /** M3. */
  void signaturesAreInMessageOrder() {
    for (int count : new int[] {1, 2, 3, 64, 65, 200}) {
      MessageSigning signing = node();
      AuthorId author = signing.author();
      List<ByteString> messages = messages(count);

      List<ByteString> signatures = sign(signing, messages);

      assertThat(signatures)
          .as("MessageSigning.sign of %d messages must return one signature for each", count)
          .hasSize(count);
      for (int i = 0; i < count; i++) {
        assertThat(verify(signing, author, messages.get(i), signatures.get(i)))
            .as("signature %d of %d must verify for its own message, without the others", i, count)
            .isTrue();
      }
    }
  }

  /** M4. */
  void anyMessageCanBeSigned() {
    MessageSigning signing = node();
    AuthorId author = signing.author();
    ByteString zeros = ByteString.copyFrom(new byte[70_000]);
    List<ByteString> messages = List.of(ByteString.EMPTY, zeros, ByteString.EMPTY, zeros);

    List<ByteString> signatures = sign(signing, messages);

    assertThat(signatures)
        .as("sign must return one signature per message, also for equal messages")
        .hasSize(4);
    for (int i = 0; i < messages.size(); i++) {
      assertThat(verify(signing, author, messages.get(i), signatures.get(i)))
          .as("the signature of %d zero bytes must verify", messages.get(i).size())
          .isTrue();
    }
  }

  /** M5. */
  void otherNodesVerifySignatures() {
    Signed signed = signed(node());

    assertThat(verify(node(), signed.author(), signed.bytes(), signed.signature()))
        .as("MessageSigning.verify at another node must need only the author's public key")
        .isTrue();
  }

  /** M6. */
  void alteredBytesDoNotVerify() {
    MessageSigning signing = signingNode();
    Signed signed = signed(signing);

    for (ByteString altered : alterations(signed.bytes())) {
      assertThat(verify(signing, signed.author(), altered, signed.signature()))
          .as(
              "the signature of %s must not verify for %s; sign every byte",
              hex(signed.bytes()), hex(altered))
          .isFalse();
    }
  }

  /** M7. */
  void alteredSignaturesDoNotVerify() {
    MessageSigning signing = signingNode();
    Signed signed = signed(signing);

    for (ByteString altered : alterations(signed.signature())) {
      assertThat(verify(signing, signed.author(), signed.bytes(), altered))
          .as(
              "%s, altered from signature %s, must not verify; compare all bytes",
              hex(altered), hex(signed.signature()))
          .isFalse();
    }
  }

  /** M8. */
  void otherAuthorsDoNotVerify() {
    MessageSigning signing = signingNode();
    Signed signed = signed(signing);
    List<AuthorId> others =
        Stream.concat(
                alterations(signed.author().key()).stream().map(AuthorId::new),
                Stream.of(node().author()).filter(other -> !other.equals(signed.author())))
            .toList();

    for (AuthorId other : others) {
      assertThat(verify(signing, other, signed.bytes(), signed.signature()))
          .as(
              "a signature of %s must not verify for author %s; check the author's key",
              hex(signed.author()), hex(other))
          .isFalse();
    }
  }

  /** M10. */
  void signaturesAreBoundToTheNetwork() {
    MessageSigning here = node("net");
    assumeSigns(here);
    ByteString bytes = ByteString.copyFromUtf8("work and play");
    ByteString signature = sign(here, List.of(bytes)).get(0);

    assertThat(verify(node("other"), here.author(), bytes, signature))
        .as("a signature for network 'net' must not verify in network 'other'; sign the name")
        .isFalse();
    assertThat(verify(node("network"), here.author(), bytes.substring(4), signature))
        .as(
            "a signature for network 'net' and bytes 'work and play' must not verify for network"
                + " 'network' and bytes ' and play'; prefix the network name with its length, or"
                + " sign its hash")
        .isFalse();
  }

  /** M11. */
  void eachNodeHasItsOwnKey() {
    MessageSigning one = signingNode();
    MessageSigning two = node();

    if (contract.sharesKey()) {
      assertThat(two.author())
          .as("sharesKey is declared, so both nodes must have the same author")
          .isEqualTo(one.author());
    } else {
      assertThat(two.author())
          .as("two nodes must differ in author; override sharesKey if the key comes from outside")
          .isNotEqualTo(one.author());
    }
  }

  /** M20. */
  void signaturesInABatchFitTheLimit() {
    MessageSigning signing = signingNode();
    int alone = sign(signing, messages(1)).get(0).size();
    SplittableRandom random = new SplittableRandom(SEED);
    List<ByteString> messages = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      // Mostly long messages; the longest reach the limit exactly.
      messages.add(bytes(random, MAX_MESSAGE_BYTES - alone - (i % 4 == 0 ? i * 15 : i)));
    }

    List<ByteString> signatures = sign(signing, messages);

    for (int i = 0; i < messages.size(); i++) {
      int size = messages.get(i).size();
      assertThat(size + signatures.get(i).size())
          .as(
              "size of a message of %d bytes with its signature in a batch (%d bytes if signed"
                  + " alone);"
                  + " keep the sum within SigningContext.maxMessageBytes",
              size, alone)
          .isLessThanOrEqualTo(MAX_MESSAGE_BYTES);
    }
  }

  /** M21. */
  void validSignaturesHaveForm() {
    for (int count : new int[] {1, 2, 65}) {
      MessageSigning signing = node();
      AuthorId author = signing.author();
      for (ByteString signature : sign(signing, messages(count))) {
        assertThat(
                PluginCalls.call(
                    () -> "MessageSigning.isWellFormed",
                    () -> signing.isWellFormed(author, signature)))
            .as(
                "MessageSigning.isWellFormed must be true for a valid signature (of %d signed"
                    + " together); a signature without form is dropped unchecked",
                count)
            .isTrue();
      }
    }
  }
}
