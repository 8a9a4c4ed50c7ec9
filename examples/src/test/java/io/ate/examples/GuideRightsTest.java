package io.ate.examples;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.KeyBundle;
import io.ate.KeyFileException;
import io.ate.NoReadAuthorityException;
import io.ate.NoWriteAuthorityException;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.RulesResult;
import io.ate.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What the guide says of keys and of rules. */
class GuideRightsTest {
    record Note(String text) {}

    @Test
    void keysAreKeptWithAndWithoutPassphrases(@TempDir Path home) throws IOException {
        char[] passphrase = "correct horse battery staple".toCharArray();
        // guide: passphrase
        try (KeyBundle bob = KeyBundle.generate()) {
            bob.save(home.resolve("bob.key"), passphrase);
            Files.writeString(home.resolve("bob.key.pub"), bob.publicKeys().toLine());
        }
        Arrays.fill(passphrase, '\0');
        // end
        assertThatExceptionOfType(KeyFileException.class).isThrownBy(() -> KeyBundle.load(home.resolve("bob.key")));
        char[] typed = "correct horse battery staple".toCharArray();
        // guide: public
        Path file = home.resolve("bob.key");
        try (KeyBundle bob = KeyBundle.needsPassphrase(file) ? KeyBundle.load(file, typed) : KeyBundle.load(file)) {
            PublicKeys same = PublicKeys.parse(Files.readString(home.resolve("bob.key.pub")));
            IO.println(same.id() + ", in full " + same.fingerprint() + ": " + same.equals(bob.publicKeys()));
        }
        // end
    }

    @Test
    void aRoleIsAKeyThatSeveralHold(@TempDir Path home) {
        char[] passphrase = "told to every editor".toCharArray();
        char[] typed = passphrase.clone();
        Path file = home.resolve("editors.key");
        try (Chain chain = Chain.temporary(); KeyBundle bobsKeys = KeyBundle.generate()) {
            PublicKeys alice = chain.session().publicKeys().findFirst().orElseThrow();
            DaoRef<Note> page;
            // guide: role
            try (KeyBundle editors = KeyBundle.generate()) {
                PublicKeys role = editors.publicKeys();
                page = chain.store(new Note("draft"), Rules.inherit().readableBy(alice, role).writableBy(alice, role));
                editors.save(file, passphrase); // for whoever is to be one
            }
            // end
            // guide: role of several
            try (KeyBundle editors = KeyBundle.load(file, typed);
                    Chain asEditor = chain.as(Session.of(bobsKeys, editors))) {
                asEditor.overwrite(page, new Note("edited"));
            }
            // end
            assertThat(chain.get(page)).isEqualTo(new Note("edited"));
            assertThatExceptionOfType(NoReadAuthorityException.class)
                    .isThrownBy(() -> chain.as(Session.of(bobsKeys)).get(page));
        }
    }

    @Test
    void rightsAreGrantedAndTaken() {
        try (Chain chain = Chain.temporary(); KeyBundle bobsKeys = KeyBundle.generate()) {
            PublicKeys alice = chain.session().publicKeys().findFirst().orElseThrow();
            PublicKeys bob = bobsKeys.publicKeys();
            DaoRef<Note> early = chain.store(new Note("before"));
            // guide: chain rights
            RulesResult granted = chain.commit(dio -> {
                dio.chainRules().grantWrite(bob);
                return dio.chainRules().grantRead(bob);
            });
            Chain asBob = chain.as(Session.of(bobsKeys)); // or in a program of his own, which opens the chain
            DaoRef<Note> his = asBob.store(new Note("by bob"));
            // end
            assertThat(granted.left()).isZero();
            assertThat(chain.get(his)).isEqualTo(new Note("by bob"));
            assertThat(asBob.get(early)).isEqualTo(new Note("before"));
            // guide: object rights
            DaoRef<Note> diary = chain.store(new Note("for alice alone"), Rules.inherit().readableBy(alice));
            DaoRef<Note> notice = chain.store(new Note("final"), Rules.inherit().writableByNobody());
            chain.run(dio -> dio.load(diary).grantRead(bob)); // and what hangs below it
            // end
            assertThat(asBob.get(diary)).isEqualTo(new Note("for alice alone"));
            assertThatExceptionOfType(NoWriteAuthorityException.class)
                    .isThrownBy(() -> chain.overwrite(notice, new Note("changed")));
            // guide: revoke
            RulesResult taken = chain.commit(dio -> {
                dio.chainRules().revokeWrite(bob.id());
                return dio.chainRules().revokeRead(bob.id());
            });
            IO.println(taken); // what former readers keep, in a few sentences
            // end
            assertThat(taken.formerReaders()).containsExactly(bob.id());
            DaoRef<Note> late = chain.store(new Note("after"));
            assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asBob.get(late));
            assertThatExceptionOfType(NoReadAuthorityException.class).as("nothing to seal it with")
                    .isThrownBy(() -> asBob.store(new Note("more")));
            assertThat(asBob.get(diary)).as("rules of its own are its own").isEqualTo(new Note("for alice alone"));
        }
    }
}
