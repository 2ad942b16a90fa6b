/** The files of a node: its log of seen messages. */
@NullMarked
package dev.gossip.core.storage;

import org.jspecify.annotations.NullMarked;
