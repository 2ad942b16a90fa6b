/** Tests of the manifests in {@code deploy/kubernetes}, without a cluster. */
@NullMarked
package dev.gossip.it.kubernetes;

import org.jspecify.annotations.NullMarked;
