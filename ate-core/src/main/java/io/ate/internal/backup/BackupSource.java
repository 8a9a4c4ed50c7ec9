package io.ate.internal.backup;

import io.ate.internal.log.StoreFacts;
import java.nio.file.Path;

/**
 * What is to be backed up, and stays as it is while that is done. Immutable.
 *
 * @param store the files of a checkpoint
 * @param facts what all of it was read to hold
 * @param identity the server's key file
 * @param server its fingerprint
 */
public record BackupSource(Path store, StoreFacts facts, Path identity, String server) {}
