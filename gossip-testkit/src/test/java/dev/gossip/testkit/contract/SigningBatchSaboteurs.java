package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The saboteurs of {@link MessageSigningContract} that make mistakes with batches. */
final class SigningBatchSaboteurs {
  private static final int HASH_BYTES = 32;
  private static final ByteString FIRST = ByteString.copyFrom(new byte[HASH_BYTES]);

  private SigningBatchSaboteurs() {}

  private static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }

  /** A signature verifies only at nodes that have verified the first one of its batch. */
  @ViolatesRule(
      value = {"M14", "M16"},
      saying = "each signature must contain everything that verify needs")
  static class DependsOnTheFirstMessage extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        private final Set<ByteString> known = ConcurrentHashMap.newKeySet();

        @Override
        public List<ByteString> sign(List<ByteString> signedBytes) {
          List<ByteString> signatures = new ArrayList<>();
          for (ByteString bytes : signedBytes) {
            ByteString link =
                signatures.isEmpty() ? FIRST : signatures.get(0).substring(0, HASH_BYTES);
            known.add(link);
            signatures.add(signature(author(), bytes.concat(link)).concat(link));
          }
          return signatures;
        }

        @Override
        public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
          if (claimed.isNone() || signature.size() != 2 * HASH_BYTES) {
            return false;
          }
          ByteString proof = signature.substring(0, HASH_BYTES);
          ByteString link = signature.substring(HASH_BYTES);
          if (!proof.equals(signature(claimed, signedBytes.concat(link)))) {
            return false;
          }
          if (link.equals(FIRST)) {
            known.add(proof);
            return true;
          }
          return known.contains(link);
        }
      };
    }
  }

  /** All messages of a batch have the same signature. */
  @ViolatesRule(
      value = {"M15", "M20"},
      saying = "signature 1 of a batch must verify only for its own message, not for 0")
  static class SignsTheWholeBatch extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        @Override
        public List<ByteString> sign(List<ByteString> signedBytes) {
          ByteString all = ByteString.EMPTY;
          for (ByteString bytes : signedBytes) {
            all = all.concat(signature(author(), bytes));
          }
          ByteString sealed = all.concat(signature(author(), all));
          return signedBytes.stream().map(bytes -> sealed).toList();
        }

        @Override
        public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
          int end = signature.size() - HASH_BYTES;
          if (claimed.isNone()
              || end < HASH_BYTES
              || end % HASH_BYTES != 0
              || !signature
                  .substring(end)
                  .equals(signature(claimed, signature.substring(0, end)))) {
            return false;
          }
          ByteString own = signature(claimed, signedBytes);
          for (int i = 0; i < end; i += HASH_BYTES) {
            if (signature.substring(i, i + HASH_BYTES).equals(own)) {
              return true;
            }
          }
          return false;
        }
      };
    }
  }

  /** Accepts any value as the position of a message in its batch. */
  @ViolatesRule(value = "M16", saying = "altered from signature ")
  static class IgnoresThePosition extends AlteredSigning {
    private static final ByteString ALONE = ByteString.copyFrom(new byte[2]);

    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        @Override
        public List<ByteString> sign(List<ByteString> signedBytes) {
          List<ByteString> signatures = new ArrayList<>();
          for (ByteString bytes : signedBytes) {
            ByteString position =
                signedBytes.size() == 1
                    ? ALONE
                    : ByteString.copyFrom(new byte[] {1, (byte) signatures.size()});
            signatures.add(proof(author(), bytes, position).concat(position));
          }
          return signatures;
        }

        @Override
        public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
          if (claimed.isNone() || signature.size() != HASH_BYTES + 2) {
            return false;
          }
          ByteString position = signature.substring(HASH_BYTES);
          return (position.byteAt(0) != 0 || position.equals(ALONE))
              && signature.startsWith(proof(claimed, signedBytes, position));
        }

        private ByteString proof(AuthorId signer, ByteString bytes, ByteString position) {
          return signature(signer, bytes.concat(position.substring(0, 1)));
        }
      };
    }
  }

  @ViolatesRule(
      value = "M17",
      saying = "MessageSigning.isProven must be false after a verify that failed")
  static class RemembersFailures extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        private final Set<ByteString> checked = ConcurrentHashMap.newKeySet();

        @Override
        public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
          checked.add(signature);
          return super.verify(claimed, signedBytes, signature);
        }

        @Override
        public boolean isProven(AuthorId claimed, ByteString batchSignature) {
          return checked.contains(batchSignature);
        }
      };
    }
  }

  @ViolatesRule(value = "M17", saying = "for an author other than the verified one")
  static class IgnoresTheAuthorOfProvenParts extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        private final Set<ByteString> proven = ConcurrentHashMap.newKeySet();

        @Override
        public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
          boolean good = super.verify(claimed, signedBytes, signature);
          if (good) {
            proven.add(signature);
          }
          return good;
        }

        @Override
        public boolean isProven(AuthorId claimed, ByteString batchSignature) {
          return proven.contains(batchSignature);
        }
      };
    }
  }

  /** Compares only a prefix of the message once its signature has been verified. */
  @ViolatesRule(value = "M18", saying = "whose batch signature is proven")
  static class ComparesOnlyAPrefixOnceProven extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        private final Map<ByteString, ByteString> proven = new ConcurrentHashMap<>();

        @Override
        public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
          ByteString key = signature.concat(claimed.key());
          if (proven.containsKey(key)) {
            return signedBytes.startsWith(proven.getOrDefault(key, FIRST));
          }
          boolean good = super.verify(claimed, signedBytes, signature);
          if (good && signedBytes.size() > HASH_BYTES) {
            proven.put(key, signedBytes.substring(0, HASH_BYTES));
          }
          return good;
        }
      };
    }
  }

  @ViolatesRule(value = "M19", saying = "MessageSigning.batchSignature of 0 bytes threw")
  static class FailsOnShortSignatures extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        @Override
        public ByteString batchSignature(ByteString signature) {
          return signature.substring(0, HASH_BYTES);
        }
      };
    }
  }

  /** Messages of a batch have a longer signature, even if it does not fit. */
  @ViolatesRule(value = "M20", saying = "SigningContext.maxMessageBytes")
  static class AddsAPathThatDoesNotFit extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        @Override
        public List<ByteString> sign(List<ByteString> signedBytes) {
          return signedBytes.stream()
              .map(bytes -> signature(bytes, author(), signedBytes.size() > 1))
              .toList();
        }

        @Override
        public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
          return !claimed.isNone()
              && signature.equals(signature(signedBytes, claimed, signature.size() > HASH_BYTES));
        }

        private ByteString signature(ByteString bytes, AuthorId signer, boolean inBatch) {
          return inBatch
              ? signature(signer, bytes.concat(text("root")))
                  .concat(signature(signer, bytes.concat(text("path"))))
              : signature(signer, bytes.concat(text("alone")));
        }
      };
    }
  }
}
