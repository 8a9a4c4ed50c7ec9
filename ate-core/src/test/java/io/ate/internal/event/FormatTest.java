package io.ate.internal.event;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Subscribers;
import io.ate.Trust;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The bytes of every layout, written down by hand from {@code doc/format.md}, so that the format cannot drift. */
class FormatTest {
    private static final String CHAIN = "c0".repeat(32);
    private static final String KEY = "0102030405060708090a0b0c0d0e0f10";
    private static final String DERIVED = "8102030405060708090a0b0c0d0e0f10";
    private static final String AUTHOR = "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf";
    private static final String OTHER = "b0b1b2b3b4b5b6b7b8b9babbbcbdbebf";
    private static final String PARENT = "11".repeat(16);
    private static final String TAG = "22".repeat(16);
    private static final String DATA_KEY = "33".repeat(16);
    private static final String NONCE = "44".repeat(24);
    private static final String NAME_KEY = "55".repeat(32);
    private static final String ROOT = "66".repeat(32);
    private static final String TIME = "0000018bcfe56800";

    private static final ChainId CHAIN_ID = ChainId.parse(CHAIN);
    private static final KeyId AUTHOR_ID = KeyId.parse(AUTHOR);
    private static final KeyId OTHER_ID = KeyId.parse(OTHER);
    private static final DataKeyId DATA_KEY_ID = new DataKeyId(0x3333333333333333L, 0x3333333333333333L);
    private static final Slice PAYLOAD = Slice.of(new byte[] {'h', 'i'});

    private static final String SEALED_RING = "01" + DATA_KEY + "0002" // two readers
            + "01" + "77".repeat(1168) // a wrap for the holder of a public key
            + "02" + "88".repeat(60) // a wrap for the holder of a symmetric key
            + "99".repeat(60) // the name key
            + "0001" + "ab".repeat(16) + "cd".repeat(60); // one older data key
    private static final String RULES = "01" + "0002" + AUTHOR + OTHER // read by two keys
            + "02" // written by everyone
            + "01" + "0001" + AUTHOR; // controlled by one key

    private static final String PUT = "01" // PUT
            + "0d" // rules, payload, ring
            + DERIVED + TAG + "04" + "6e6f7465" // type "note"
            + "02" + PARENT + "05" + "6e6f746573" // under a parent, in "notes"
            + RULES + "02" + "0000000000000007" // at version 7
            + AUTHOR + TIME + "01" + "00" + "01" + DATA_KEY // Smile, as it is, sealed
            + sha256(SEALED_RING);
    private static final String SEAL = "00000002" + sha256("6869") + NONCE;
    private static final String DELETE = "02" + "00" + KEY + "00" + "00" + "03" + "0000000000000009" + AUTHOR + TIME;
    private static final String NO_SEAL = "00000000";

    private static final String EVENT = length16(PUT) + PUT + length8(SEAL) + SEAL + length32(SEALED_RING)
            + SEALED_RING + "6869";
    private static final String DELETION = length16(DELETE) + DELETE + length8(NO_SEAL) + NO_SEAL + "00000000";

    private static final String STATEMENT = AUTHOR + "000102030405060708090a0b0c0d0e0f" // writer
            + "000000000000000c" + "000000000000000a" + "0000000000000008" // number, awaited, basis
            + "0000000000000006" + ROOT // head
            + "02" + AUTHOR + OTHER // acts under two keys
            + "0002" + PARENT + "01" + TAG + "02" + "0000000000000005" // conditions: absent, at version 5
            + "01" + "ee".repeat(16) + "0000000000000002" + "0000000000000003" // fence
            + "00000002" + "fa".repeat(32); // events and their root
    private static final String SIGNATURES = "02" + "00" + "0003" + "515253" + "01" + "0001" + "54";

    @Test
    void anEventWithEverything() throws MalformedException {
        Facts facts = new Facts(Kind.PUT, PrimaryKey.parse(DERIVED), new NameTag(0x2222222222222222L,
                0x2222222222222222L), "note", new Place.Under(PrimaryKey.parse(PARENT), "notes"), rules(),
                new Condition.AtVersion(7), AUTHOR_ID, 0x18bcfe56800L, null,
                new PayloadForm(PayloadForm.Format.SMILE, 0, DATA_KEY_ID), hash(sha256(SEALED_RING)));
        assertThat(hex(facts.encode())).isEqualTo(PUT);
        assertThat(Facts.decode(bytes(PUT))).isEqualTo(facts);
        Seal seal = new Seal(2, hash(sha256("6869")), bytes(NONCE));
        assertThat(hex(seal.encode())).isEqualTo(SEAL);
        Event event = Event.of(facts, facts.encode(), seal, bytes(SEALED_RING), PAYLOAD);
        assertThat(hex(event)).isEqualTo(EVENT);
        assertThat(event.encodedLength()).isEqualTo(EVENT.length() / 2);
        assertThat(event.isWhole()).isTrue();
        assertThat(hex(Event.read(new WireReader(bytes(EVENT))))).isEqualTo(EVENT);
        assertThat(event.hash(CHAIN_ID)).hasToString(
                sha256(ascii("ate/event/1") + CHAIN + length32(PUT) + PUT + length32(SEAL) + SEAL));
    }

    @Test
    void whatIsNotToBeThereBehindAnOwnCommit() throws MalformedException {
        Facts facts = new Facts(Kind.DELETE, PrimaryKey.parse(KEY), null, "", new Place.Stays(), null,
                new Condition.AbsentAfterOwn(9), AUTHOR_ID, 0x18bcfe56800L, null, null, null);
        String encoded = DELETE.replace("030000000000000009", "050000000000000009");
        assertThat(hex(facts.encode())).isEqualTo(encoded);
        assertThat(Facts.decode(bytes(encoded))).isEqualTo(facts);
    }

    @Test
    void aDeletionBehindAnOwnCommit() throws MalformedException {
        Facts facts = new Facts(Kind.DELETE, PrimaryKey.parse(KEY), null, "", new Place.Stays(), null,
                new Condition.AfterOwn(9), AUTHOR_ID, 0x18bcfe56800L, null, null, null);
        String encoded = DELETE.replace("030000000000000009", "040000000000000009");
        assertThat(hex(facts.encode())).isEqualTo(encoded);
        assertThat(Facts.decode(bytes(encoded))).isEqualTo(facts);
    }

    @Test
    void aDeletionBehindAnotherWritersCommit() throws MalformedException {
        WriterId writer = new WriterId(AUTHOR_ID, 0x0102030405060708L, 0x090a0b0c0d0e0f10L);
        Facts facts = new Facts(Kind.DELETE, PrimaryKey.parse(KEY), null, "", new Place.Stays(), null,
                new Condition.OfAnother(writer, new Condition.AtOwn(9)), AUTHOR_ID, 0x18bcfe56800L, null, null, null);
        String encoded = DELETE.replace("030000000000000009",
                "06" + AUTHOR_ID + "0102030405060708090a0b0c0d0e0f10" + "030000000000000009");
        assertThat(hex(facts.encode())).isEqualTo(encoded);
        assertThat(Facts.decode(bytes(encoded))).isEqualTo(facts);
        for (String kind : List.of("00", "01", "02", "06", "07")) {
            String other = encoded.replace("0f10" + "03", "0f10" + kind);
            assertThatExceptionOfType(MalformedException.class).as(kind).isThrownBy(() -> Facts.decode(bytes(other)));
        }
    }

    @Test
    void aDeletion() throws MalformedException {
        Facts facts = new Facts(Kind.DELETE, PrimaryKey.parse(KEY), null, "", new Place.Stays(), null,
                new Condition.AtOwn(9), AUTHOR_ID, 0x18bcfe56800L, null, null, null);
        assertThat(hex(facts.encode())).isEqualTo(DELETE);
        assertThat(hex(Event.of(facts, facts.encode(), Seal.NOTHING, Slice.empty(), Slice.empty())))
                .isEqualTo(DELETION);
        assertThat(hex(Event.read(new WireReader(bytes(DELETION))))).isEqualTo(DELETION);
    }

    @Test
    void aReplyAndThingsInClear() throws MalformedException {
        String reply = "05" + "06" + KEY + "04" + "6e6f7465" + "02" + PARENT + "01" + "78" + "00" + AUTHOR + TIME + ROOT
                + "02" + "00" + "00";
        Facts facts = Facts.decode(bytes(reply));
        assertThat(facts.kind()).isEqualTo(Kind.EPHEMERAL);
        assertThat(facts.replyTo()).isEqualTo(hash(ROOT));
        assertThat(facts.payload()).isEqualTo(new PayloadForm(PayloadForm.Format.JSON, 0, null));
        assertThat(hex(facts.encode())).isEqualTo(reply);
    }

    @Test
    void ringsSealedAndClear() throws MalformedException {
        KeyRing.Sealed sealed = new KeyRing.Sealed(DATA_KEY_ID,
                List.of(new KeyRing.Wrap.ForPublicKey(bytes("77".repeat(1168))),
                        new KeyRing.Wrap.ForSymmetricKey(bytes("88".repeat(60)))),
                bytes("99".repeat(60)),
                List.of(new KeyRing.Older(new DataKeyId(0xababababababababL, 0xababababababababL),
                        bytes("cd".repeat(60)))));
        assertThat(hex(sealed.encode())).isEqualTo(SEALED_RING);
        assertThat(KeyRing.decode(bytes(SEALED_RING), rules().read())).isEqualTo(sealed);
        KeyRing.Clear clear = new KeyRing.Clear(bytes(NAME_KEY));
        assertThat(hex(clear.encode())).isEqualTo("02" + NAME_KEY);
        assertThat(KeyRing.decode(bytes("02" + NAME_KEY), new ReadRule.Everyone())).isEqualTo(clear);
    }

    @Test
    void aPublishedKey() throws MalformedException {
        String active = "01" + "00" + "00" + "0003" + "010203";
        String retired = "02" + "01" + AUTHOR + "01" + OTHER + "0003" + "010203";
        assertThat(hex(new PublishedKey(false, null, null, bytes("010203")).encode())).isEqualTo(active);
        assertThat(hex(new PublishedKey(true, AUTHOR_ID, OTHER_ID, bytes("010203")).encode())).isEqualTo(retired);
        assertThat(hex(PublishedKey.decode(bytes(retired)).encode())).isEqualTo(retired);
        assertThat(PublishedKey.objectOf(KeyId.parse("f0" + AUTHOR.substring(2))))
                .hasToString("70" + AUTHOR.substring(2));
        assertThat(PublishedKey.objectOf(KeyId.parse("8f" + AUTHOR.substring(2))))
                .hasToString("4f" + AUTHOR.substring(2));
    }

    @Test
    void aStatement() throws MalformedException {
        assertThat(hex(statement().encode())).isEqualTo(STATEMENT);
        assertThat(Statement.decode(bytes(STATEMENT))).isEqualTo(statement());
        assertThat(Statement.hash(CHAIN_ID, bytes(STATEMENT))).hasToString(
                sha256(ascii("ate/commit/1") + CHAIN + length32(STATEMENT) + STATEMENT));
    }

    @Test
    void aCommitAndItsRecord() throws MalformedException {
        String commit = length32(STATEMENT) + STATEMENT + SIGNATURES + EVENT + DELETION;
        Commit decoded = Commit.decode(bytes(commit));
        assertThat(hex(decoded.encode())).isEqualTo(commit);
        assertThat(decoded.signatures()).containsExactly(new CommitSignature(0, bytes("515253")),
                new CommitSignature(1, bytes("54")));
        String record = "0000000000000010" + TIME + "0000000000000001" + length32(STATEMENT) + STATEMENT + SIGNATURES;
        CommitRecord kept = CommitRecord.of(decoded, 16, 0x18bcfe56800L, 1);
        assertThat(hex(kept.encode())).isEqualTo(record);
        assertThat(CommitRecord.decode(bytes(record))).isEqualTo(kept);
        assertThat(kept.last()).isEqualTo(17);
    }

    @Test
    void aGenesis() throws MalformedException {
        String before = "01" + "0005" + ascii("a/b-c") + ROOT + "02" + "01" + "02" + "0002" + "0a0b" + "0001" + "0c"
                + "02" + "03" + "01" + "0001" + AUTHOR; // everyone reads, nobody writes, one key controls
        String ring = "02" + NAME_KEY;
        String record = before + length32(ring) + ring;
        GenesisRecord genesis = new GenesisRecord(new ChainName("a/b-c"), hash(ROOT), Trust.CENTRALIZED,
                Subscribers.EVERYONE, List.of(bytes("0a0b"), bytes("0c")), new ObjectRules(new ReadRule.Everyone(),
                        new WriteRule.Nobody(), new ControlRule.AnyOf(List.of(AUTHOR_ID))),
                bytes(ring));
        assertThat(hex(genesis.encode())).isEqualTo(record);
        assertThat(GenesisRecord.decode(bytes(record))).isEqualTo(genesis);
        String id = sha256(ascii("ate/genesis/1") + length32(record) + record);
        assertThat(GenesisRecord.chainId(bytes(record))).hasToString(id);
        assertThat(genesis.wrapsBinding()).hasToString(
                sha256(ascii("ate/genesis-wraps/1") + length32(before) + before));
        String signed = length32(record) + record + "0002" + "5152";
        SignedGenesis decoded = SignedGenesis.decode(bytes(signed));
        assertThat(hex(decoded.encode())).isEqualTo(signed);
        assertThat(decoded.chainId()).hasToString(id);
    }

    @Test
    void aHead() throws MalformedException {
        String head = CHAIN + "0000000000000001" + "0000000000000006" + ROOT + TIME + "0002" + "5152";
        SignedHead decoded = SignedHead.read(new WireReader(bytes(head)));
        assertThat(decoded.chain()).isEqualTo(CHAIN_ID);
        assertThat(decoded.root()).isEqualTo(new RootAt(6, hash(ROOT)));
        WireWriter out = new WireWriter();
        decoded.write(out);
        assertThat(hex(out.toSlice())).isEqualTo(head);
    }

    @Test
    void aDerivedKeyIsAOneAndTheFirst127BitsOfItsHash() {
        String hash = sha256(ascii("ate/key/1") + CHAIN + PARENT + TAG);
        PrimaryKey derived = DerivedKeys.derive(CHAIN_ID, PrimaryKey.parse(PARENT),
                new NameTag(0x2222222222222222L, 0x2222222222222222L));
        String bits = binary(hash).substring(0, 127);
        assertThat(binary(derived.toString())).isEqualTo("1" + bits);
    }

    private static Statement statement() {
        return new Statement(new WriterId(AUTHOR_ID, 0x0001020304050607L, 0x08090a0b0c0d0e0fL), 12, 10, 8, 6,
                hash(ROOT), List.of(AUTHOR_ID, OTHER_ID),
                List.of(new ObjectCondition(PrimaryKey.parse(PARENT), new Condition.Absent()),
                        new ObjectCondition(PrimaryKey.parse(TAG), new Condition.AtVersion(5))),
                new Fence(PrimaryKey.parse("ee".repeat(16)), 2, 3), 2, hash("fa".repeat(32)));
    }

    private static ObjectRules rules() {
        return new ObjectRules(new ReadRule.Keys(List.of(AUTHOR_ID, OTHER_ID)), new WriteRule.Everyone(),
                new ControlRule.AnyOf(List.of(AUTHOR_ID)));
    }

    private static String hex(Event event) {
        WireWriter out = new WireWriter();
        event.write(out);
        return hex(out.toSlice());
    }

    private static String hex(Slice bytes) {
        return HexFormat.of().formatHex(bytes.toArray());
    }

    private static Slice bytes(String hex) {
        return Slice.of(HexFormat.of().parseHex(hex));
    }

    private static Hash hash(String hex) {
        return Hash.of(HexFormat.of().parseHex(hex));
    }

    private static String ascii(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String length8(String hex) {
        return HexFormat.of().toHexDigits((byte) (hex.length() / 2));
    }

    private static String length16(String hex) {
        return HexFormat.of().toHexDigits((short) (hex.length() / 2));
    }

    private static String length32(String hex) {
        return HexFormat.of().toHexDigits(hex.length() / 2);
    }

    private static String binary(String hex) {
        StringBuilder bits = new StringBuilder();
        for (int i = 0; i < hex.length(); i++) {
            bits.append(Integer.toBinaryString(16 + Character.digit(hex.charAt(i), 16)), 1, 5);
        }
        return bits.toString();
    }

    /** Computed by the platform alone, to be independent of ours. */
    private static String sha256(String hex) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(HexFormat.of().parseHex(hex)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
