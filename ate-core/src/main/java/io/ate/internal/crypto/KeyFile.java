package io.ate.internal.crypto;

import io.ate.KeyFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;

/**
 * Key bundles in files that only their owner can read, and that are never overwritten. What stands in them is
 * {@link KeyText}'s. Stateless and thread-safe.
 */
public final class KeyFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");
    /** More than ten times what the longest key file has, so that no memory is filled with what is none. */
    private static final int LONGEST = 4096;
    /** How the file with the public part is called beside that with the private one. */
    private static final String PUBLIC = ".pub";

    private KeyFile() {}

    /** Tells whether the keys in {@code file} need a passphrase. */
    public static boolean isProtected(Path file) {
        return read(file, KeyText::isProtected);
    }

    static HeldKeys load(Path file, Entropy entropy) {
        return read(file, text -> {
            if (text.isProtected()) {
                throw new KeyTextException("is protected: give its passphrase");
            }
            return text.keys(entropy);
        });
    }

    static HeldKeys load(Path file, char[] passphrase, Entropy entropy) {
        return read(file, text -> text.keys(passphrase, entropy));
    }

    static void save(HeldKeys keys, Path file) {
        write(file, KeyText.of(keys));
    }

    static void save(HeldKeys keys, Path file, char[] passphrase, Entropy entropy) {
        write(file, KeyText.of(keys, passphrase, entropy));
    }

    /** The mode is part of creating the file, so that nobody can open it before it is restricted. */
    private static void write(Path file, byte[] content) {
        boolean created = false;
        try (FileChannel channel = FileChannel.open(file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            created = true;
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            syncFolder(file);
        } catch (FileAlreadyExistsException e) {
            throw new KeyFileException("the key file " + file
                    + " exists and is not overwritten: choose another name, or move it away", e);
        } catch (IOException | UnsupportedOperationException e) {
            KeyFileException failure = new KeyFileException("cannot write the key file " + file + ": "
                    + (e instanceof ClosedByInterruptException ? "this thread was interrupted"
                            : "check that its folder is there and that you may write to it, or name another file"),
                    e);
            if (created) {
                removeTorn(file, failure);
            }
            throw failure;
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static void syncFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void removeTorn(Path file, KeyFileException failure) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private interface Use<T> {
        T of(KeyText text) throws KeyTextException;
    }

    private static <T> T read(Path file, Use<T> use) {
        byte[] content = bytes(file);
        try (KeyText text = KeyText.parse(content)) {
            return use.of(text);
        } catch (KeyTextException e) {
            throw new KeyFileException("the key file " + file + " " + e.getMessage(), e);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            refuseOthers(file);
            byte[] content = in.readNBytes(LONGEST + 1);
            if (content.length > LONGEST) {
                Arrays.fill(content, (byte) 0);
                throw new KeyFileException(file + " is no key file: it is too long for one");
            }
            return content;
        } catch (NoSuchFileException e) {
            throw new KeyFileException("there is no key file " + file, e);
        } catch (IOException | UnsupportedOperationException e) {
            throw new KeyFileException("cannot read the key file " + file + ": check whose it is, and its mode", e);
        }
    }

    private static void refuseOthers(Path file) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new KeyFileException(file + " is no key file: it is not a regular file");
        }
        refusePublic(file); // first, since advice to restrict a public key would lead nowhere
        if (!Collections.disjoint(attributes.permissions(), OTHERS)) {
            throw new KeyFileException("the key file " + file + " is open to other users ("
                    + PosixFilePermissions.toString(attributes.permissions()) + "): run chmod 600 " + file);
        }
    }

    private static void refusePublic(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            if (PublicKeyLine.isBeginning(in.readNBytes(PublicKeyLine.BEGINNING_BYTES))) {
                String name = file.toString();
                throw new KeyFileException(name + " is a public key, to be handed to others; what is needed is the "
                        + "private one"
                        + (name.endsWith(PUBLIC) ? ": " + name.substring(0, name.length() - PUBLIC.length())
                                : ", which was made with it"));
            }
        }
    }
}
