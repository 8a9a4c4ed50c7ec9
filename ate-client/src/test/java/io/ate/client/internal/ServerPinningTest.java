package io.ate.client.internal;

import io.ate.KeyBundle;
import io.ate.PublicKeys;
import io.ate.internal.protocol.IdentityCheck.Decision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ServerPinningTest {
    private static final ServerPlace SERVER = new ServerPlace("example.com", 5000);

    private final PublicKeys identity = keys();
    private final PublicKeys another = keys();
    private final List<String> notices = new ArrayList<>();
    @TempDir
    private Path folder;

    private static PublicKeys keys() {
        try (KeyBundle bundle = KeyBundle.generate()) {
            return bundle.publicKeys();
        }
    }

    private Path file() {
        return folder.resolve("config/ate/known_servers");
    }

    private Decision check(PublicKeys shown) {
        return pinning(Optional.empty()).check(shown);
    }

    private ServerPinning pinning(Optional<String> demanded) {
        return new ServerPinning(SERVER, demanded, ServerMemory.in(file()), notices::add);
    }

    @Test
    void aNewServerIsRememberedWithOneLine() throws IOException {
        assertThat(check(identity)).isEqualTo(new Decision.Accepted());

        assertThat(notices).singleElement().asString().contains("example.com:5000", identity.fingerprint());
        assertThat(Files.readString(file())).isEqualTo("example.com:5000 " + identity.fingerprint() + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-------");
    }

    @Test
    void aKnownServerIsAcceptedInSilence() {
        check(identity);
        notices.clear();

        assertThat(check(identity)).isEqualTo(new Decision.Accepted());
        assertThat(notices).isEmpty();
    }

    @Test
    void aChangedIdentityIsRefusedNamingFileAndLine() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "other.example.com:5000 " + another.fingerprint() + "\n");
        check(identity);

        assertThat(check(another)).isInstanceOfSatisfying(Decision.Refused.class, refused -> assertThat(refused.text())
                .contains("example.com:5000", file() + " line 2", "AteClient.forgetServer"));
    }

    @Test
    void aForgottenServerIsNewAgain() throws IOException {
        check(identity);

        assertThat(ServerMemory.in(file()).forget(SERVER)).isTrue();
        assertThat(ServerMemory.in(file()).forget(SERVER)).isFalse();
        assertThat(file()).doesNotExist();
        assertThat(check(another)).isEqualTo(new Decision.Accepted());
    }

    @Test
    void aDemandedIdentityIsTheOnlyOneAndLeavesNoFile() {
        ServerPinning pinning = pinning(Optional.of(identity.fingerprint()));

        assertThat(pinning.check(identity)).isEqualTo(new Decision.Accepted());
        assertThat(pinning.check(another)).isInstanceOfSatisfying(Decision.Refused.class,
                refused -> assertThat(refused.text()).contains(another.fingerprint(), identity.fingerprint()));
        assertThat(file()).doesNotExist();
        assertThat(notices).isEmpty();
    }

    @Test
    void aMemoryThatCannotBeReadAcceptsNobody() throws IOException {
        Files.createDirectories(file());

        assertThat(check(identity)).isInstanceOf(Decision.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com:5000", "", "exam", "example.com:5000 abcdef", "\u0000\u0001\u00fe",
        "what is this, and why?"})
    void aDamagedLineIsNoReasonToTakeAServerForANewOne(String damaged) throws IOException {
        Files.createDirectories(file().getParent());
        Files.write(file(), ("other.example.com:5000 " + another.fingerprint() + "\n" + damaged + "\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        byte[] before = Files.readAllBytes(file());

        assertThat(check(identity)).isInstanceOfSatisfying(Decision.Refused.class, refused -> assertThat(refused.text())
                .contains(file().toString(), "line 2", "take it out"));
        assertThat(notices).isEmpty();
        assertThat(file()).hasBinaryContent(before);
    }

    @Test
    void programsThatRememberAtTheSameTimeLoseNothing() throws Exception {
        List<Thread> programs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int program = i;
            programs.add(Thread.ofVirtual().start(() -> {
                LineFile lines = new LineFile(file());
                for (int line = 0; line < 20; line++) {
                    String added = program + " " + line;
                    lines.change(before -> {
                        List<String> after = new ArrayList<>(before);
                        after.add(added);
                        return after;
                    });
                }
            }));
        }
        for (Thread program : programs) {
            program.join();
        }
        assertThat(new LineFile(file()).lines()).hasSize(160).doesNotHaveDuplicates();
    }
}
