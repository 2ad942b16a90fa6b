package dev.gossip.testkit.contract;

import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.testkit.TestNotes;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rules that every {@link MessageSigning} must keep. An implementation whose author is {@link
 * AuthorId#NONE} signs nothing; the rules about keys are skipped for it.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@ExtendWith(TestNotes.class)
public abstract class MessageSigningContract {

  /** Creates the signing under test. Its nodes must trust each other's keys. */
  protected abstract MessageSigning.Factory factory();

  /**
   * Whether all nodes of the factory sign with the same key. Override if the key comes from a file
   * or another outside source.
   */
  protected boolean sharesKey() {
    return false;
  }

  @Test
  @DisplayName("M1: author() always returns the same author")
  public final void authorIsConstant() {
    new SignatureRules(this).authorIsConstant();
  }

  @Test
  @DisplayName("M2: signing an empty list returns an empty list")
  public final void signingNothingReturnsNothing() {
    new SignatureRules(this).signingNothingReturnsNothing();
  }

  @Test
  @DisplayName("M3: sign returns one valid signature per message, in message order")
  public final void signaturesAreInMessageOrder() {
    new SignatureRules(this).signaturesAreInMessageOrder();
  }

  @Test
  @DisplayName("M4: messages of any length can be signed, including empty and equal ones")
  public final void anyMessageCanBeSigned() {
    new SignatureRules(this).anyMessageCanBeSigned();
  }

  @Test
  @DisplayName("M5: other nodes of the network verify this node's signatures")
  public final void otherNodesVerifySignatures() {
    new SignatureRules(this).otherNodesVerifySignatures();
  }

  @Test
  @DisplayName("M6: a signature does not verify for altered bytes")
  public final void alteredBytesDoNotVerify() {
    new SignatureRules(this).alteredBytesDoNotVerify();
  }

  @Test
  @DisplayName("M7: an altered signature does not verify")
  public final void alteredSignaturesDoNotVerify() {
    new SignatureRules(this).alteredSignaturesDoNotVerify();
  }

  @Test
  @DisplayName("M8: a signature does not verify for another author")
  public final void otherAuthorsDoNotVerify() {
    new SignatureRules(this).otherAuthorsDoNotVerify();
  }

  @Test
  @DisplayName("M9: garbage of any length does not verify and causes no exception")
  public final void garbageDoesNotVerify() {
    new SigningCallRules(this).garbageDoesNotVerify();
  }

  @Test
  @DisplayName("M10: a signature for one network does not verify in another")
  public final void signaturesAreBoundToTheNetwork() {
    new SignatureRules(this).signaturesAreBoundToTheNetwork();
  }

  @Test
  @DisplayName("M11: each node has its own key, unless sharesKey is declared")
  public final void eachNodeHasItsOwnKey() {
    new SignatureRules(this).eachNodeHasItsOwnKey();
  }

  @Test
  @DisplayName("M12: verify depends only on its arguments, not on earlier calls")
  public final void verifyDoesNotDependOnEarlierCalls() {
    new SigningCallRules(this).verifyDoesNotDependOnEarlierCalls();
  }

  @Test
  @DisplayName("M13: verify gives the same results on many threads at once")
  public final void verifyIsThreadSafe() throws InterruptedException {
    new SigningCallRules(this).verifyIsThreadSafe();
  }

  @Test
  @DisplayName("M14: each signature of a batch verifies on its own at another node")
  public final void signaturesInABatchVerifyAlone() {
    new SigningBatchRules(this).signaturesInABatchVerifyAlone();
  }

  @Test
  @DisplayName("M15: each signature of a batch verifies only for its own message")
  public final void signaturesInABatchVerifyOnlyForTheirMessage() {
    new SigningBatchRules(this).signaturesInABatchVerifyOnlyForTheirMessage();
  }

  @Test
  @DisplayName(
      "M16: an altered signature in a batch does not verify, before or after the valid one")
  public final void alteredSignaturesInABatchDoNotVerify() {
    new SigningBatchRules(this).alteredSignaturesInABatchDoNotVerify();
  }

  @Test
  @DisplayName("M17: isProven is false before a successful verify and for any other author")
  public final void isProvenRequiresASuccessfulVerify() {
    new SigningBatchRules(this).isProvenRequiresASuccessfulVerify();
  }

  @Test
  @DisplayName("M18: a proven batch signature does not replace the check of bytes and author")
  public final void provenPartsDoNotReplaceVerify() {
    new SigningBatchRules(this).provenPartsDoNotReplaceVerify();
  }

  @Test
  @DisplayName("M19: batchSignature, isProven and trusts accept garbage without an exception")
  public final void garbageCausesNoException() {
    new SigningCallRules(this).garbageCausesNoException();
  }

  @Test
  @DisplayName("M21: isWellFormed is true for every valid signature")
  public final void validSignaturesHaveForm() {
    new SignatureRules(this).validSignaturesHaveForm();
  }

  @Test
  @DisplayName("M20: a message that fits when signed alone also fits when signed in a batch")
  public final void signaturesInABatchFitTheLimit() {
    new SignatureRules(this).signaturesInABatchFitTheLimit();
  }
}
