package io.ate.internal.dao;

import io.ate.ChainId;
import io.ate.DaoRef;
import io.ate.PrimaryKey;
import io.ate.Type;
import io.ate.internal.crypto.Secret;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How names give keys, computed here once more from what doc/format.md says. */
class ObjectNamesTest {
    private static final byte[] NAME_KEY = new byte[32];
    private static final ChainId CHAIN = ChainId.parse("07".repeat(32));
    private static final PrimaryKey PARENT = new PrimaryKey(0x0123_4567_89ab_cdefL, 42);

    static {
        Arrays.fill(NAME_KEY, (byte) 9);
    }

    record Note(String text) {}

    @ParameterizedTest
    @CsvSource({"members, alice", "members, ''", "notes, ä", "'', at the top"})
    void theKeyFollowsFromParentCollectionTypeAndName(String collection, String name) throws Exception {
        PrimaryKey parent = collection.isEmpty() ? PrimaryKey.ZERO : PARENT;
        try (Secret secret = Secret.take(NAME_KEY.clone())) {
            Named<Note> named = new ObjectNames(CHAIN, secret).in(new NamedPlace(parent, collection),
                    Type.of(Note.class), name);
            assertThat(named.ref().key()).isEqualTo(expected(parent, collection, "Note", name));
            assertThat(named.ref().key().isDerived()).isTrue();
        }
    }

    private static PrimaryKey expected(PrimaryKey parent, String... names)
            throws IOException, GeneralSecurityException {
        ByteArrayOutputStream named = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(named);
        for (String each : names) {
            byte[] bytes = each.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(NAME_KEY, "HmacSHA256"));
        byte[] tag = Arrays.copyOf(mac.doFinal(named.toByteArray()), 16);

        ByteArrayOutputStream derived = new ByteArrayOutputStream();
        DataOutputStream key = new DataOutputStream(derived);
        key.write("ate/key/1".getBytes(StandardCharsets.US_ASCII));
        key.write(CHAIN.bytes());
        key.writeLong(parent.high());
        key.writeLong(parent.low());
        key.write(tag);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(derived.toByteArray());
        BigInteger first = new BigInteger(1, Arrays.copyOf(hash, 16)).shiftRight(1).setBit(127);
        return new PrimaryKey(first.shiftRight(64).longValue(), first.longValue());
    }

    @Test
    void onlyAReferenceThatKeepsItsNameIsOfSomethingToBeStored() {
        try (Secret secret = Secret.take(NAME_KEY.clone())) {
            ObjectNames names = new ObjectNames(CHAIN, secret);
            DaoRef<Note> atTop = names.atTop(Type.of(Note.class), "alice").ref();
            assertThat(names.atTop(atTop).ref()).isEqualTo(atTop);
            DaoRef<Note> below = names.in(new NamedPlace(PARENT, "notes"), Type.of(Note.class), "alice").ref();
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> names.atTop(below));
        }
    }
}
