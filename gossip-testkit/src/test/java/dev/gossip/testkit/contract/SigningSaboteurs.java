package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The saboteurs of {@link MessageSigningContract} that mishandle one message or one call. */
final class SigningSaboteurs {
  private SigningSaboteurs() {}

  @ViolatesRule(value = "M1", saying = "MessageSigning.author is read once per node")
  static class RotatesItsKey extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        @Override
        public List<ByteString> sign(List<ByteString> signedBytes) {
          List<ByteString> signatures = super.sign(signedBytes);
          become(newAuthor());
          return signatures;
        }
      };
    }
  }

  @ViolatesRule(value = "M2", saying = "MessageSigning.sign of 0 messages threw")
  static class FailsOnAnEmptyList extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        @Override
        public List<ByteString> sign(List<ByteString> signedBytes) {
          ByteString first = signedBytes.get(0);
          return signedBytes.size() == 1
              ? List.of(signature(author(), first))
              : super.sign(signedBytes);
        }
      };
    }
  }

  @ViolatesRule(
      value = {"M3", "M4", "M14", "M15", "M16", "M18"},
      saying = "signature 0 of 2 must verify for its own message")
  static class ReversesTheSignatures extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        @Override
        public List<ByteString> sign(List<ByteString> signedBytes) {
          List<ByteString> signatures = new ArrayList<>(super.sign(signedBytes));
          Collections.reverse(signatures);
          return signatures;
        }
      };
    }
  }

  @ViolatesRule(
      value = "M3",
      saying = "MessageSigning.sign of 65 messages must return one signature for each")
  static class SignsAtMost64Messages extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        @Override
        public List<ByteString> sign(List<ByteString> signedBytes) {
          return super.sign(signedBytes.subList(0, Math.min(64, signedBytes.size())));
        }
      };
    }
  }

  @ViolatesRule(
      value = "M4",
      saying = "sign must return one signature per message, also for equal messages")
  static class SignsEqualMessagesOnce extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        @Override
        public List<ByteString> sign(List<ByteString> signedBytes) {
          return super.sign(signedBytes.stream().distinct().toList());
        }
      };
    }
  }

  @ViolatesRule(
      value = {"M5", "M14", "M15", "M16", "M18"},
      saying = "must need only the author's public key")
  static class VerifiesOnlyItsOwnKey extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        @Override
        public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
          return claimed.equals(author()) && super.verify(claimed, signedBytes, signature);
        }
      };
    }
  }

  @ViolatesRule(
      value = {"M6", "M18"},
      saying = "must not verify for ")
  static class SignsOnlyAPrefix extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        @Override
        ByteString signature(AuthorId signer, ByteString signedBytes) {
          return super.signature(
              signer, signedBytes.substring(0, Math.min(32, signedBytes.size())));
        }
      };
    }
  }

  @ViolatesRule(
      value = {"M7", "M16"},
      saying = "altered from signature ")
  static class ComparesOnlyAPrefix extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        @Override
        public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
          return signature.size() >= 16
              && signature(claimed, signedBytes).startsWith(signature.substring(0, 16));
        }
      };
    }
  }

  @ViolatesRule(
      value = {"M8", "M18"},
      saying = "must not verify for ")
  static class IgnoresTheAuthor extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        @Override
        ByteString signature(AuthorId signer, ByteString signedBytes) {
          return super.signature(AuthorId.NONE, signedBytes);
        }
      };
    }
  }

  @ViolatesRule(value = "M9", saying = "an exception stops the node: handle it in the plugin")
  static class ReadsIntoAFixedArray extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        @Override
        public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
          signature.copyTo(new byte[512], 0);
          return super.verify(claimed, signedBytes, signature);
        }
      };
    }
  }

  @ViolatesRule(
      value = {"M9", "M7", "M16"},
      saying = "an empty signature must not verify")
  static class AcceptsEmptySignatures extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        @Override
        public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
          return signature.isEmpty() || super.verify(claimed, signedBytes, signature);
        }
      };
    }
  }

  @ViolatesRule(value = "M10", saying = "for network 'net' must not verify in network 'other'")
  static class IgnoresTheNetwork extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning("");
    }
  }

  @ViolatesRule(value = "M10", saying = "prefix the network name with its length")
  static class PrependsTheBareNetworkName extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning("") {
        @Override
        ByteString signature(AuthorId signer, ByteString signedBytes) {
          return super.signature(
              signer, ByteString.copyFromUtf8(context.network()).concat(signedBytes));
        }
      };
    }
  }

  @ViolatesRule(value = "M11", saying = "override sharesKey if the key comes from outside")
  static class SharesOneKey extends AlteredSigning {
    private static final AuthorId KEY = ToySigning.newAuthor();

    @Override
    MessageSigning create(SigningContext context) {
      ToySigning signing = new ToySigning(context.network());
      signing.become(KEY);
      return signing;
    }
  }

  @ViolatesRule(
      value = {"M12", "M13", "M15", "M16", "M18"},
      saying = "must depend only on its arguments")
  static class RejectsAnAuthorAfterOneFailure extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        private final Set<AuthorId> rejected = ConcurrentHashMap.newKeySet();

        @Override
        public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
          if (!super.verify(claimed, signedBytes, signature)) {
            rejected.add(claimed);
          }
          return !rejected.contains(claimed);
        }
      };
    }
  }

  @ViolatesRule(value = "M13", saying = "runs on worker threads and must be thread-safe")
  static class WorksOnlyOnItsOwnThread extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        private final Thread owner = Thread.currentThread();

        @Override
        public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
          return Thread.currentThread() == owner && super.verify(claimed, signedBytes, signature);
        }
      };
    }
  }

  @ViolatesRule(value = "M13", saying = "failed on 4 threads at once")
  static class FailsOnConcurrentCalls extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        private final Thread owner = Thread.currentThread();
        private final AtomicInteger inside = new AtomicInteger();

        @Override
        public boolean verify(AuthorId claimed, ByteString signedBytes, ByteString signature) {
          inside.incrementAndGet();
          try {
            // Waits for a concurrent call, so that this fails on any machine.
            for (int i = 0; Thread.currentThread() != owner && i < 100_000; i++) {
              if (inside.get() > 1) {
                throw new IllegalStateException("the digest is in use");
              }
              Thread.onSpinWait();
            }
            return super.verify(claimed, signedBytes, signature);
          } finally {
            inside.decrementAndGet();
          }
        }
      };
    }
  }

  @ViolatesRule(value = "M21", saying = "a signature without form is dropped unchecked")
  static class ExpectsTheWrongLength extends AlteredSigning {
    @Override
    MessageSigning create(SigningContext context) {
      return new ToySigning(context.network()) {
        @Override
        public boolean isWellFormed(AuthorId author, ByteString signature) {
          return signature.size() == 64;
        }
      };
    }
  }
}
