/** The files of a node: its log of seen messages, its address book, its key. */
@API(status = API.Status.INTERNAL)
@NullMarked
package dev.gossip.core.storage;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
