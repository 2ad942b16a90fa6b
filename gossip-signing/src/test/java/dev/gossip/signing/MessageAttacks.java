package dev.gossip.signing;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.simulation.attack.Forgery;
import dev.gossip.simulation.attack.MessageAttack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Attacks with forged messages, and the drop reason under which an honest node counts each. Many
 * share {@code bad-signature}: an invalid signature does not show whether the author, the payload
 * or the path was altered.
 */
enum MessageAttacks {
  FORGED_AUTHOR("bad-signature") {
    @Override
    public MessageAttack create(RelayContext context) {
      AuthorId victim = HostileNetwork.signing("gossip", context.random()).author();
      return altering(message -> Forgery.author(message, victim));
    }
  },
  ALTERED_PAYLOAD("bad-signature") {
    @Override
    public MessageAttack create(RelayContext context) {
      return altering(message -> Forgery.payload(message, ByteString.copyFromUtf8("altered")));
    }
  },
  ALTERED_LIFETIME("bad-signature") {
    @Override
    public MessageAttack create(RelayContext context) {
      return altering(message -> Forgery.lifetime(message, 3_600_000));
    }
  },
  STRIPPED_OF_AUTHOR_AND_SIGNATURE("unsigned") {
    @Override
    public MessageAttack create(RelayContext context) {
      return altering(
          message -> Forgery.signature(Forgery.author(message, AuthorId.NONE), ByteString.EMPTY));
    }
  },
  SIGNATURE_OF_ANOTHER_NETWORK("bad-signature") {
    @Override
    public MessageAttack create(RelayContext context) {
      MessageSigning elsewhere = HostileNetwork.signing("elsewhere", context.random());
      return altering(message -> own(message, elsewhere, message.createdMillis(), "from afar"));
    }
  },
  WRONG_TREE_PATH("bad-signature") {
    @Override
    public MessageAttack create(RelayContext context) {
      RandomGenerator random = context.random();
      return altering(
          message -> {
            ByteString root = message.signature().substring(0, 64);
            ByteString path = bytes(random, 32);
            return Forgery.signature(
                message, root.concat(ByteString.copyFrom(new byte[1])).concat(path));
          });
    }
  },
  ALTERED_PAYLOAD_UNDER_A_TREE_PATH("bad-signature") {
    @Override
    public MessageAttack create(RelayContext context) {
      return altering(
          message ->
              Forgery.signature(
                  Forgery.payload(message, ByteString.copyFromUtf8("altered")),
                  message.signature().substring(0, 64).concat(ByteString.copyFrom(new byte[33]))));
    }
  },
  BAD_SIGNATURE_ON_HONEST_BYTES("bad-signature") {
    @Override
    public MessageAttack create(RelayContext context) {
      return altering(message -> Forgery.signature(message, bytes(context.random(), 64)));
    }
  },
  SQUATTED_ID("bad-signature") {
    // The id is computed from the bytes, so an attacker can only send the same bytes first.
    @Override
    public MessageAttack create(RelayContext context) {
      return altering(message -> Forgery.signature(message, ByteString.EMPTY));
    }
  },
  GARBLED_FIRST_COPY("bad-signature") {
    @Override
    public MessageAttack create(RelayContext context) {
      return altering(
          message -> {
            byte[] bytes = message.signedBytes().toByteArray();
            bytes[bytes.length - 1] ^= 1;
            return Forgery.withBytes(message, ByteString.copyFrom(bytes), message.signature());
          });
    }
  },
  FAR_FUTURE("from-the-future") {
    @Override
    public MessageAttack create(RelayContext context) {
      MessageSigning signing = HostileNetwork.signing("gossip", context.random());
      return altering(message -> own(message, signing, message.createdMillis() + 60_000, "soon"));
    }
  },
  EXPIRED("expired") {
    @Override
    public MessageAttack create(RelayContext context) {
      MessageSigning signing = HostileNetwork.signing("gossip", context.random());
      return altering(message -> own(message, signing, message.createdMillis() - 600_000, "once"));
    }
  },
  FLOOD_OF_BAD_SIGNATURES("bad-signature") {
    @Override
    public MessageAttack create(RelayContext context) {
      RandomGenerator random = context.random();
      List<GossipMessage> seen = new ArrayList<>();
      return new MessageAttack() {
        @Override
        public List<GossipMessage> onMessage(GossipMessage message) {
          seen.add(message);
          return List.of();
        }

        @Override
        public List<GossipMessage> onInterval() {
          return seen.stream()
              .limit(1)
              .map(message -> Forgery.payload(message, bytes(random, 16)))
              .toList();
        }

        @Override
        public Duration interval() {
          return Duration.ofMillis(20);
        }
      };
    }
  };

  private final String reason;

  MessageAttacks(String reason) {
    this.reason = reason;
  }

  abstract MessageAttack create(RelayContext context);

  /** Returns the reason with which an honest node drops messages of this attack. */
  String reason() {
    return reason;
  }

  private static MessageAttack altering(UnaryOperator<GossipMessage> change) {
    return new MessageAttack() {
      @Override
      public List<GossipMessage> onMessage(GossipMessage message) {
        return List.of(change.apply(message));
      }
    };
  }

  /** Returns a validly signed message of the attacker. */
  static GossipMessage own(
      GossipMessage shape, MessageSigning signing, long createdMillis, String payload) {
    ByteString bytes =
        Forgery.signedBytes(
            signing.author(), createdMillis * 1_000, createdMillis, 300_000, payload);
    return Forgery.withBytes(shape, bytes, signing.sign(List.of(bytes)).get(0));
  }

  private static ByteString bytes(RandomGenerator random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
