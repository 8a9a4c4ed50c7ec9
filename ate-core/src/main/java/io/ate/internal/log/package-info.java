/**
 * The redo log: where commits become durable, and from where they are read again, on disk (RocksDB) or in memory. It
 * depends on {@code wire}, {@code crypto}, {@code tree} and {@code event}, and decides nothing about what it is given.
 * It offers {@link io.ate.internal.log.RedoLog}, whose two implementations pass one contract suite.
 */
@NullMarked
package io.ate.internal.log;

import org.jspecify.annotations.NullMarked;
