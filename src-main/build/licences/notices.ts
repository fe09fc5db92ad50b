import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShippedPackage } from './shipped.ts';

const licenceFile = /^(li[cs]en[cs]e|copying|notice|third.?party)/i;

/** Packages without a text of their MIT licence, with the copyright stated by the package or its source. */
const mitHolders: Record<string, string> = {
  '@cornerstonejs/codec-openjpeg': 'Copyright (c) Chris Hafey and the Cornerstone contributors',
  'onnxruntime-common': 'Copyright (c) Microsoft Corporation',
  'onnxruntime-node': 'Copyright (c) Microsoft Corporation',
  seedrandom: 'Copyright (c) David Bau',
  tr46: 'Copyright (c) Sebastian Mayr',
};

/** Packages without a text of their Apache licence. */
const apacheHolders: [name: RegExp, holder: string][] = [
  [/^@tensorflow\//, 'Copyright The TensorFlow Authors'],
  [/^bare-/, 'Copyright Holepunch Inc'],
  [/^@img\/sharp-(?!libvips)/, 'Copyright Lovell Fuller and others'],
];

/** Packages under another licence that carry something under the LGPL 2.1 or later. */
const carriesLesser = /^bare-ffmpeg$/;

/** Packages whose licence requires access to the source, with instructions for replacing them. */
const replaceable: [name: RegExp, text: string][] = [
  [
    /^@img\/sharp-libvips-/,
    `libvips and the libraries in its file are under the LGPL 3.0 or later, or the licences listed below. Their source
is at https://github.com/lovell/sharp-libvips, which has the build scripts and the versions (versions.json beside
the file). The file is a shared library (libvips-cpp). In the app it lies outside of the archive, under
resources/app.asar.unpacked/node_modules/@img, and another build of the same version can be put in its place.`,
  ],
  [
    /^libheif-js$/,
    `libheif and libde265 are under the LGPL 3.0. Their source is at https://github.com/strukturag/libheif and
https://github.com/strukturag/libde265; the build is https://github.com/catdad-experiments/libheif-js. Familiar
loads it as a module (libheif-wasm/libheif-bundle.mjs or .js) through heic-decode. Another build can be put in its
place in node_modules of a clone; the packaged app can be made anew from that clone with "npm run package".`,
  ],
  [
    /^@cornerstonejs\/codec-openjpeg$/,
    bsd(
      'It carries OpenJPEG in WebAssembly, whose source is https://github.com/uclouvain/openjpeg.',
      `Copyright (c) 2002-2014, Universite catholique de Louvain (UCL), Belgium; Copyright (c) 2002-2014, Professor
Benoit Macq; and others who are named in the source.`,
    ),
  ],
  [
    /^@jsquash\/jxl$/,
    bsd(
      'It carries libjxl in WebAssembly, whose source is https://github.com/libjxl/libjxl.',
      `Copyright (c) the JPEG XL Project Authors. All rights reserved. Neither the name of the copyright holder nor the
names of its contributors may be used to endorse or promote products derived from this software without specific
prior written permission.`,
    ),
  ],
  [
    /^bare-ffmpeg$/,
    `It carries FFmpeg, under the LGPL 2.1 or later, built without its parts under the GPL, with dav1d, libvpx, SVT-AV1 and
Opus (BSD) and, on Linux, libva (MIT). The source and the build are at https://github.com/holepunchto/bare-ffmpeg and
https://ffmpeg.org. Familiar runs it in a process of its own. In the app it lies outside of the archive, under
resources/app.asar.unpacked/node_modules/bare-ffmpeg, and another build can be put in its place.`,
  ],
  [
    /^exifreader$/,
    `ExifReader is under the Mozilla Public License 2.0, unchanged. Its source is in this package's folder (src/)
and at https://github.com/mattiasw/ExifReader.`,
  ],
  [
    /^exiftool-vendored\.(pl|exe)$/,
    `It carries ExifTool by Phil Harvey, which is free software under the terms of Perl itself (the GNU GPL 1 or later,
or the Artistic License). It is a program of its own that Familiar starts. Its source is https://exiftool.org; the
Perl files are that source.`,
  ],
  [
    /^onnxruntime-node$/,
    `The notices of what ONNX Runtime is built with are at
https://github.com/microsoft/onnxruntime/blob/main/ThirdPartyNotices.txt.`,
  ],
];

function bsd(source: string, copyright: string): string {
  return `${source}

${copyright}

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
following conditions are met: redistributions of source code must retain the above copyright notice, this list of
conditions and the following disclaimer; redistributions in binary form must reproduce the above copyright notice, this
list of conditions and the following disclaimer in the documentation and/or other materials provided with the
distribution.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT OWNER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY,
WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF
THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`;
}

export interface Notice {
  name: string;
  version: string;
  licence: string;
  /** Access to the source and instructions for replacement; null if the licence does not require them. */
  source: string | null;
  /** Full texts of the licence, with the copyright. */
  texts: string[];
}

/**
 * @param standard texts of licences that packages name but do not contain
 * @throws Error with the name of a package without a text
 */
export function noticeOf(
  { name, version, licence, folder }: ShippedPackage,
  standard: StandardTexts,
): Notice {
  const own = readdirSync(folder)
    .filter((file) => licenceFile.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  const texts = own.length > 0 ? own : standardTexts(name, licence, folder, standard);
  if (texts === null) throw new Error(`${name} ${version} (${licence}) has no text of its licence`);
  if (carriesLesser.test(name)) texts.push(standard.lgpl);
  if (/GPL/.test(licence) || carriesLesser.test(name)) texts.push(standard.gpl);
  const source = replaceable.find(([pattern]) => pattern.test(name))?.[1] ?? null;
  if (/GPL|MPL/.test(licence) && source === null) throw new Error(`${name}: where is its source?`);
  return { name, version, licence, source, texts };
}

export interface StandardTexts {
  apache: string;
  lgpl: string;
  /** The LGPL extends the GPL. */
  gpl: string;
}

function standardTexts(
  name: string,
  licence: string,
  folder: string,
  standard: StandardTexts,
): string[] | null {
  if (licence === 'MIT' && name in mitHolders) return [`${mitHolders[name]}\n\n${mit}`];
  const apache = apacheHolders.find(([pattern]) => pattern.test(name));
  if (licence.startsWith('Apache-2.0') && apache) return [`${apache[1]}\n\n${standard.apache}`];
  if (name.startsWith('@img/sharp-libvips-')) {
    return [readFileSync(join(folder, 'README.md'), 'utf8').trim(), standard.lgpl];
  }
  return null;
}

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
