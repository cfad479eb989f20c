// A browser's phone without a browser: JsSIP over WebSocket, signalling only.
//
//   node phone.js ws://127.0.0.1:5062 USER PASSWORD
//   NODE_EXTRA_CA_CERTS=ca.pem node phone.js wss://127.0.0.1:7443 USER PASSWORD
//
// Reads what to do, a line each (call URI, hold, unhold, hangup, quit); writes what happens, a line each.
// Answers whoever calls.
'use strict';

const line = (...words) => console.log(words.join(' '));

// What a browser has and Node has not. There is no sound: the peer connection only says the words that
// JsSIP waits for, with an offer and an answer of plain RTP.
class PeerConnection {
  constructor() {
    this.iceGatheringState = 'complete';
    this.iceConnectionState = 'connected';
    this.signalingState = 'stable';
    this.localDescription = null;
    this.remoteDescription = null;
    this.version = 0;
  }

  describe(type) {
    const held = /a=(sendonly|inactive)/.test(this.remoteDescription ? this.remoteDescription.sdp : '');
    const sdp = [
      'v=0', `o=- 4711 ${++this.version} IN IP4 127.0.0.1`, 's=-', 'c=IN IP4 127.0.0.1', 't=0 0',
      'm=audio 9000 RTP/AVP 0', 'a=rtpmap:0 PCMU/8000',
      type === 'answer' && held ? 'a=recvonly' : 'a=sendrecv', '',
    ].join('\r\n');
    return Promise.resolve({ type, sdp });
  }

  createOffer() { return this.describe('offer'); }
  createAnswer() { return this.describe('answer'); }

  setLocalDescription(description) {
    this.localDescription = description;
    this.signalingState = description.type === 'offer' ? 'have-local-offer' : 'stable';
    return Promise.resolve();
  }

  setRemoteDescription(description) {
    this.remoteDescription = description;
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
    return Promise.resolve();
  }

  addEventListener() {}
  removeEventListener() {}
  addTrack() {}
  getSenders() { return []; }
  getReceivers() { return []; }
  close() { this.signalingState = 'closed'; }
}

globalThis.window = globalThis;
globalThis.WebSocket = require('ws');
globalThis.RTCPeerConnection = PeerConnection;
globalThis.RTCSessionDescription = class {
  constructor(description) { Object.assign(this, description); }
};

const JsSIP = require('jssip');
const [url, user, password] = process.argv.slice(2);
const phone = new JsSIP.UA({
  sockets: [new JsSIP.WebSocketInterface(url)],
  uri: `sip:${user}@127.0.0.1`,
  password,
  register_expires: 120,
});
const media = { mediaConstraints: { audio: false, video: false } };
let session = null;

phone.on('disconnected', () => line('disconnected'));
phone.on('registered', () => line('registered'));
phone.on('registrationFailed', (e) => line('not registered', e.response ? e.response.status_code : e.cause));
phone.on('newRTCSession', (e) => {
  session = e.session;
  session.on('progress', () => line('progress'));
  session.on('confirmed', () => line('confirmed'));
  session.on('failed', (f) => line('failed', f.cause, f.message && f.message.status_code ? f.message.status_code : ''));
  session.on('ended', (f) => line('ended by', f.originator));
  session.on('hold', (f) => line('hold by', f.originator));
  session.on('unhold', (f) => line('unhold by', f.originator));
  if (e.originator === 'remote') {
    line('called by', session.remote_identity.uri.user);
    session.answer(media);
  }
});
phone.start();

require('readline').createInterface({ input: process.stdin }).on('line', (text) => {
  const [verb, target] = text.split(' ');
  if (verb === 'call') phone.call(target, media);
  else if (verb === 'hold') session.hold({}, () => line('held'));
  else if (verb === 'unhold') session.unhold({}, () => line('resumed'));
  else if (verb === 'hangup') session.terminate();
  else if (verb === 'quit') phone.stop();
}).on('close', () => process.exit(0));
