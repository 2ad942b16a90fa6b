package dev.gossip.core.wire;

import com.google.protobuf.InvalidProtocolBufferException;

/** Bytes from the wire that do not decode. Has no stack trace: a flood of them must be cheap. */
public final class MalformedException extends InvalidProtocolBufferException {
  private static final long serialVersionUID = 1;

  /**
   * @param what for a developer who sees it
   */
  public MalformedException(String what) {
    super(what);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
