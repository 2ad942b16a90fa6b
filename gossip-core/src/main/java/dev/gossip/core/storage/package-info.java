/** The files of a node: its log of seen messages, its address book, its key. */
@NullMarked
package dev.gossip.core.storage;

import org.jspecify.annotations.NullMarked;
