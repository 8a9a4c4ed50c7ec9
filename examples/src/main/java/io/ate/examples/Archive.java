package io.ate.examples;

import io.ate.Chain;
import io.ate.CommitRejectedException;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.Session;

/**
 * Written once, read many times. What is filed is writable by nobody from its first version on, and controlled by a
 * notary alone, so that not even the clerk who filed it changes or removes it. Run it by {@code bin/example archive}
 * against a server that {@code bin/atedb solo} runs. Prints
 *
 * <pre>
 * filed: deed 1
 * the clerk cannot change it: NO_WRITE_AUTHORITY
 * the clerk cannot remove it: NO_WRITE_AUTHORITY
 * the clerk cannot make it writable: NO_CONTROL_AUTHORITY
 * the archive has deed 1, in its first version
 * </pre>
 */
final class Archive {
    record Deed(int number, String text) {}

    private Archive() {}

    static void main(String server) {
        try (KeyBundle notary = KeyBundle.generate();
                KeyBundle clerk = KeyBundle.generate();
                Stage stage = Stage.at(server, "archive", notary, clerksWrite(notary.publicKeys(), clerk.publicKeys()));
                Chain desk = stage.chain().as(Session.of(clerk))) {
            DaoRef<Deed> deed = desk.store(desk.ref(Deed.class, "1"), new Deed(1, "the house by the sea"),
                    Rules.inherit().writableByNobody());
            IO.println("filed: deed " + desk.get(deed).number());

            refused("change it", () -> desk.overwrite(deed, new Deed(1, "the house on the hill")));
            refused("remove it", () -> desk.delete(deed));
            refused("make it writable", () -> desk.run(dio -> dio.load(deed).rules(Rules.inherit())));
            desk.run(dio -> IO.println("the archive has deed " + dio.load(deed).value().number()
                    + (dio.load(deed).updated().sequence() == dio.load(deed).created().sequence()
                            ? ", in its first version"
                            : ", changed")));
        }
    }

    /** Clerks add to the archive; the rules of what is in it are for the notary to change. */
    private static Genesis clerksWrite(PublicKeys notary, PublicKeys clerk) {
        return Genesis.of(Rules.inherit().readableBy(notary, clerk).writableBy(clerk).controlledBy(notary));
    }

    private static void refused(String what, Runnable attempt) {
        try {
            attempt.run();
        } catch (CommitRejectedException e) {
            IO.println("the clerk cannot " + what + ": " + e.reason());
        }
    }
}
