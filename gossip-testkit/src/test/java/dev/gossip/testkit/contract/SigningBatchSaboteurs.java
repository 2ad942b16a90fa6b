package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Signing that goes wrong where messages are signed together. */
final class SigningBatchSaboteurs {
  private static final int HASH_BYTES = 32;
  private static final ByteString FIRST = ByteString.copyFrom(new byte[HASH_BYTES]);

  private SigningBatchSaboteurs() {}

  private static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }

  /** All but the first of a batch can be checked only where the first was. */
  @Breaks(
      value = {"M14", "M16"},
      saying = "each has to say all that its check needs")
  static class LeansOnTheFirst extends MessageSigningContract {
    @Override
    protected MessageSigning.Factory factory() {
      return context ->
          new ToySigning(context.network()) {
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

  /** One signature for all of a batch, which says no more than that a message is one of them. */
  @Breaks(
      value = {"M15", "M20"},
      saying = "whether signature 1 of one batch is good for message 0")
  static class SignsTheWholeBatch extends MessageSigningContract {
    @Override
    protected MessageSigning.Factory factory() {
      return context ->
          new ToySigning(context.network()) {
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

  /** Whatever stands where a message's place in its batch belongs is good. */
  @Breaks(value = "M16", saying = "is as good a signature as")
  static class IgnoresThePlace extends MessageSigningContract {
    private static final ByteString ALONE = ByteString.copyFrom(new byte[2]);

    @Override
    protected MessageSigning.Factory factory() {
      return context ->
          new ToySigning(context.network()) {
            @Override
            public List<ByteString> sign(List<ByteString> signedBytes) {
              List<ByteString> signatures = new ArrayList<>();
              for (ByteString bytes : signedBytes) {
                ByteString place =
                    signedBytes.size() == 1
                        ? ALONE
                        : ByteString.copyFrom(new byte[] {1, (byte) signatures.size()});
                signatures.add(proof(author(), bytes, place).concat(place));
              }
              return signatures;
            }

            @Override
            public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
              if (claimed.isNone() || signature.size() != HASH_BYTES + 2) {
                return false;
              }
              ByteString place = signature.substring(HASH_BYTES);
              return (place.byteAt(0) != 0 || place.equals(ALONE))
                  && signature.startsWith(proof(claimed, signedBytes, place));
            }

            private ByteString proof(AuthorId signer, ByteString bytes, ByteString place) {
              return signature(signer, bytes.concat(place.substring(0, 1)));
            }
          };
    }
  }

  @Breaks(value = "M17", saying = "MessageSigning.isProven after a check that failed")
  static class RemembersFailures extends MessageSigningContract {
    @Override
    protected MessageSigning.Factory factory() {
      return context ->
          new ToySigning(context.network()) {
            private final Set<ByteString> checked = ConcurrentHashMap.newKeySet();

            @Override
            public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
              checked.add(signature);
              return super.verify(claimed, signedBytes, signature);
            }

            @Override
            public boolean isProven(AuthorId claimed, ByteString sharedPart) {
              return checked.contains(sharedPart);
            }
          };
    }
  }

  @Breaks(value = "M17", saying = "for another author than the one that was checked")
  static class ForgetsWhoSigned extends MessageSigningContract {
    @Override
    protected MessageSigning.Factory factory() {
      return context ->
          new ToySigning(context.network()) {
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
            public boolean isProven(AuthorId claimed, ByteString sharedPart) {
              return proven.contains(sharedPart);
            }
          };
    }
  }

  /** Compares no more than the beginning of a message once its signature was found good. */
  @Breaks(value = "M18", saying = "the shared part of which is proven")
  static class IsHastyOnceItIsProven extends MessageSigningContract {
    @Override
    protected MessageSigning.Factory factory() {
      return context ->
          new ToySigning(context.network()) {
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

  @Breaks(value = "M19", saying = "MessageSigning.sharedPart of 0 bytes threw")
  static class CutsWhatIsTooShort extends MessageSigningContract {
    @Override
    protected MessageSigning.Factory factory() {
      return context ->
          new ToySigning(context.network()) {
            @Override
            public ByteString sharedPart(ByteString signature) {
              return signature.substring(0, HASH_BYTES);
            }
          };
    }
  }

  /** Messages in company have a longer signature, whether it fits or not. */
  @Breaks(value = "M20", saying = "SigningContext.maxMessageBytes")
  static class AddsAPathThatDoesNotFit extends MessageSigningContract {
    @Override
    protected MessageSigning.Factory factory() {
      return context ->
          new ToySigning(context.network()) {
            @Override
            public List<ByteString> sign(List<ByteString> signedBytes) {
              return signedBytes.stream()
                  .map(bytes -> signature(bytes, author(), signedBytes.size() > 1))
                  .toList();
            }

            @Override
            public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
              return !claimed.isNone()
                  && signature.equals(
                      signature(signedBytes, claimed, signature.size() > HASH_BYTES));
            }

            private ByteString signature(ByteString bytes, AuthorId signer, boolean company) {
              return company
                  ? signature(signer, bytes.concat(text("root")))
                      .concat(signature(signer, bytes.concat(text("path"))))
                  : signature(signer, bytes.concat(text("alone")));
            }
          };
    }
  }
}
