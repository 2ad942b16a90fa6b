package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls {@link MessageSigning#verify} with valid and invalid signatures, on several threads. */
final class VerifyCalls {
  private static final int THREADS = 4;
  private static final int ROUNDS = 25;
  private static final int DEADLINE_SECONDS = 40;

  /** One call of {@link MessageSigning#verify}. */
  record VerifyCall(AuthorId author, ByteString bytes, ByteString signature) {}

  private VerifyCalls() {}

  /** Three calls per message: with its signature, with that of another message, and with none. */
  static List<VerifyCall> forMessages(MessageSigning signing, List<ByteString> messages) {
    List<ByteString> signatures =
        PluginCalls.call(() -> "MessageSigning.sign", () -> signing.sign(messages));
    List<VerifyCall> calls = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      ByteString other = signatures.get((i + 1) % signatures.size());
      calls.add(new VerifyCall(signing.author(), messages.get(i), signatures.get(i)));
      calls.add(new VerifyCall(signing.author(), messages.get(i), other));
      calls.add(new VerifyCall(signing.author(), messages.get(i), ByteString.EMPTY));
    }
    return calls;
  }

  /** The part of a signature that other signatures may share. */
  static ByteString batchSignature(MessageSigning signing, ByteString signature) {
    return PluginCalls.call(
        () -> "MessageSigning.batchSignature of " + signature.size() + " bytes",
        () -> signing.batchSignature(signature));
  }

  /** Whether the signing reports a batch signature as already verified. */
  static boolean isProven(MessageSigning signing, AuthorId author, ByteString shared) {
    return PluginCalls.call(
        () -> "MessageSigning.isProven of " + shared.size() + " bytes",
        () -> signing.isProven(author, shared));
  }

  /** The results, in the order of the calls. */
  static List<Boolean> verifyAll(MessageSigning signing, List<VerifyCall> calls) {
    List<Boolean> results = new ArrayList<>();
    for (VerifyCall call : calls) {
      results.add(
          PluginCalls.call(
              () -> "MessageSigning.verify of a signature of " + call.signature.size() + " bytes",
              () -> signing.verify(call.author, call.bytes, call.signature)));
    }
    return results;
  }

  /** The results of each round of each thread. */
  static List<List<Boolean>> verifyOnManyThreads(MessageSigning signing, List<VerifyCall> calls)
      throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CountDownLatch start = new CountDownLatch(THREADS);
      List<Future<List<List<Boolean>>>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(() -> verifyRepeatedly(signing, calls, start)));
      }
      List<List<Boolean>> results = new ArrayList<>();
      for (Future<List<List<Boolean>>> future : running) {
        results.addAll(future.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
      }
      return results;
    } catch (ExecutionException e) {
      throw new AssertionError(
          "MessageSigning.verify failed on " + THREADS + " threads at once: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new AssertionError(
          "MessageSigning.verify on "
              + THREADS
              + " threads did not return within "
              + DEADLINE_SECONDS
              + " s",
          e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<List<Boolean>> verifyRepeatedly(
      MessageSigning signing, List<VerifyCall> calls, CountDownLatch start)
      throws InterruptedException {
    List<List<Boolean>> results = new ArrayList<>();
    start.countDown();
    start.await();
    for (int round = 0; round < ROUNDS; round++) {
      results.add(verifyAll(signing, calls));
    }
    return results;
  }
}
