package dev.gossip.core.wire;

import com.google.protobuf.InvalidProtocolBufferException;

/** Received bytes cannot be decoded. Has no stack trace, so that a flood of them stays cheap. */
public final class MalformedException extends InvalidProtocolBufferException {
  private static final long serialVersionUID = 1;

  /**
   * @param what is malformed, for developers
   */
  public MalformedException(String what) {
    super(what);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
