package dev.tandem.node.link;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Both ends of a new connection prove that they know the cluster's secret and say who they are,
/// the listening end first asking, so that nobody can record one and play it again.
///
/// Listener: nonce. Caller: magic, its uid, its nonce, proof. Listener: its uid, proof.
final class Handshake {
  static final int LIMIT_MS = 2_000;
  private static final int MAGIC = 0x544e4c31; // TNL1
  private static final int NONCE = 16;
  private static final int PROOF = 32;

  private final byte[] secret;
  private final long uid;
  private final SecureRandom random = new SecureRandom();

  Handshake(byte[] secret, long uid) {
    this.secret = secret.clone();
    this.uid = uid;
  }

  /// The uid of who listens.
  ///
  /// @throws IOException when it does not know the secret, or speaks something else
  long call(DataInputStream in, DataOutputStream out) throws IOException {
    byte[] theirs = in.readNBytes(NONCE);
    byte[] ours = nonce();
    out.writeInt(MAGIC);
    out.writeLong(uid);
    out.write(ours);
    out.write(proof('c', theirs, ours, uid));
    out.flush();
    long listener = in.readLong();
    check(in.readNBytes(PROOF), proof('l', ours, theirs, listener));
    return listener;
  }

  /// The uid of who calls.
  long listen(DataInputStream in, DataOutputStream out) throws IOException {
    byte[] ours = nonce();
    out.write(ours);
    out.flush();
    if (in.readInt() != MAGIC) {
      throw new IOException("not a node of this version");
    }
    long caller = in.readLong();
    byte[] theirs = in.readNBytes(NONCE);
    check(in.readNBytes(PROOF), proof('c', ours, theirs, caller));
    out.writeLong(uid);
    out.write(proof('l', theirs, ours, uid));
    out.flush();
    return caller;
  }

  private byte[] nonce() {
    byte[] bytes = new byte[NONCE];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] proof(char who, byte[] asked, byte[] own, long id) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update((byte) who);
      mac.update(asked);
      mac.update(own);
      mac.update(ByteBuffer.allocate(Long.BYTES).putLong(id).array());
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private static void check(byte[] given, byte[] right) throws IOException {
    if (!MessageDigest.isEqual(given, right)) {
      throw new IOException("the other end does not know the cluster's secret");
    }
  }
}
