/**
 * Backups of a server's data folder, and what is made of them again. It depends on {@code log}, whose checkpoints it
 * copies, and on {@code crypto} for hashes. It offers {@link io.ate.internal.backup.BackupFolder}, which holds several
 * states and only those that were read back, and {@link io.ate.internal.backup.Restoration}.
 */
@NullMarked
package io.ate.internal.backup;

import org.jspecify.annotations.NullMarked;
