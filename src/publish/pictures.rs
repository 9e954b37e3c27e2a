//! Pictures that lie beside a source, in the sizes that screens need.

use super::hash::short;
use crate::news::{Article, Block, Picture, Rendition};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage};
use moxcms::{ColorProfile, Layout, TransformOptions};
use std::collections::BTreeMap;
use std::fmt;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The widths that are made, in pixels: a phone, a phone of a finer screen, a wide screen.
pub(super) const WIDTHS: [u32; 3] = [360, 720, 1280];
/// The quality of a WebP picture, of 100.
const QUALITY: f32 = 72.0;
/// Changes whenever the same file would become other bytes, so that names never lie.
const RELEASE: &str = "2";
/// What a picture may take while it is worked on, in bytes of memory, and how long its sides may be:
/// a bomb ends here.
const MOST_BYTES: u64 = 300_000_000;
const LONGEST_SIDE: u32 = 20_000;
/// The longest side of a WebP picture, in pixels (RFC 9649, "Assumptions").
const LONGEST_WEBP: u32 = 16_383;

/// A picture of this machine that becomes several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Local {
    /// Its file.
    pub(super) file: PathBuf,
    /// Its width and height as it is seen.
    pub(super) size: (u32, u32),
    /// The names of its renditions in the site, with their widths; the smallest first.
    pub(super) renditions: Vec<(String, u32)>,
}

/// Why a picture stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureError {
    /// Its file cannot be read, in the system's words.
    File(String),
    /// It is no picture of a known kind, or a damaged one, or too large; in the library's words.
    Broken(String),
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::File(why) | Self::Broken(why)) = self;
        f.write_str(why)
    }
}

/// The pictures that stories have named so far, by their files.
pub(super) struct Pictures {
    /// The folder of the site, where renditions of former runs lie.
    out: PathBuf,
    known: Mutex<BTreeMap<PathBuf, Known>>,
}

/// What is known of a file; `None` where it is not to be made into others.
type Known = Result<Option<Arc<Local>>, PictureError>;

impl Pictures {
    /// Pictures of a site in the folder `out`.
    pub(super) fn new(out: &Path) -> Self {
        Self {
            out: out.to_path_buf(),
            known: Mutex::default(),
        }
    }

    /// Gives the pictures of `story` their sizes where they lie on this machine, and the publisher
    /// has given none; those that it has found. `find` says where an address lies; `base` is the
    /// site's path.
    pub(super) fn furnish(
        &self,
        story: &mut Article,
        base: &str,
        find: &dyn Fn(&str) -> Option<PathBuf>,
    ) -> Vec<Arc<Local>> {
        let mut found: Vec<Arc<Local>> = Vec::new();
        each_picture(story, &mut |picture| {
            if !picture.sizes.is_empty() {
                return;
            }
            let known = find(&picture.url).and_then(|file| self.of(&file).ok().flatten());
            if let Some(local) = known {
                picture.size = Some(local.size);
                let sizes = local.renditions.iter().map(|(name, width)| Rendition {
                    url: format!("{base}{name}"),
                    width: *width,
                });
                picture.sizes = sizes.collect();
                // A picture that is no wider than the widest is among its own sizes.
                let (width, _) = local.size;
                if width <= widest() && !picture.sizes.is_empty() {
                    picture.sizes.push(Rendition {
                        url: picture.url.clone(),
                        width,
                    });
                }
                found.push(local);
            }
        });
        found
    }

    /// What is known of the picture in `file`; it is looked at once.
    fn of(&self, file: &Path) -> Known {
        let known = |pictures: &Self| {
            let pictures = pictures.known.lock();
            let pictures = pictures.unwrap_or_else(PoisonError::into_inner);
            pictures.get(file).cloned()
        };
        if let Some(known) = known(self) {
            return known;
        }
        let found = local(file).and_then(|local| match local {
            // Pages may name only what can be made.
            Some(local) if !self.was_made(&local) => whole(file).map(|_| Some(Arc::new(local))),
            local => Ok(local.map(Arc::new)),
        });
        let mut pictures = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        pictures.insert(file.to_path_buf(), found.clone());
        found
    }

    /// Whether a former run has made all its renditions: then it is no damaged file.
    fn was_made(&self, local: &Local) -> bool {
        let mut names = local.renditions.iter();
        names.all(|(name, _)| self.out.join(name).is_file())
    }

    /// The files that could not be read as pictures, and why. What was known is forgotten: files may
    /// change.
    pub(super) fn take_broken(&self) -> Vec<(PathBuf, PictureError)> {
        let mut pictures = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *pictures)
            .into_iter()
            .filter_map(|(file, known)| Some((file, known.err()?)))
            .collect()
    }
}

/// Shows `visit` every picture of `story`: its own, its gallery's and its body's.
pub(super) fn each_picture(story: &mut Article, visit: &mut dyn FnMut(&mut Picture)) {
    story.summary.picture.iter_mut().for_each(&mut *visit);
    story.gallery.iter_mut().for_each(&mut *visit);
    if let Some(body) = &mut story.body {
        figures(Arc::make_mut(body).as_mut_slice(), visit);
    }
}

fn figures(blocks: &mut [Block], visit: &mut dyn FnMut(&mut Picture)) {
    for block in blocks {
        match block {
            Block::Figure(figure) => visit(&mut figure.picture),
            Block::Quote(inner) => figures(inner, visit),
            _ => {}
        }
    }
}

fn widest() -> u32 {
    WIDTHS.into_iter().max().unwrap_or_default()
}

/// What becomes of the picture in `file`; `None` where it stays as it is: a drawing, a film of a few
/// frames, or one so small that there is nothing to choose.
fn local(file: &Path) -> Result<Option<Local>, PictureError> {
    let bytes = read(file)?;
    let is_gif = bytes.starts_with(b"GIF8");
    // The flag of an animation (RFC 9649, "Extended File Format").
    let is_moving = bytes.get(8..16) == Some(b"WEBPVP8X")
        && bytes.get(20).is_some_and(|flags| flags & 0b10 != 0);
    let is_drawing = file
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("svg"));
    if is_gif || is_moving || is_drawing {
        return Ok(None);
    }
    let (size, _) = seen(&bytes)?;
    let hash = short(&[&bytes, format!("{RELEASE} {QUALITY}").as_bytes()]);
    let renditions = WIDTHS
        .into_iter()
        .filter(|width| *width < size.0 && height_at(size, *width) <= LONGEST_WEBP)
        .map(|width| (format!("media/{width}-{hash}.webp"), width))
        .collect();
    Ok(Some(Local {
        file: file.to_path_buf(),
        size,
        renditions,
    }))
}

/// The height of a picture of this `size` when it is `width` pixels wide.
fn height_at((whole, high): (u32, u32), width: u32) -> u32 {
    let height = u64::from(high) * u64::from(width) / u64::from(whole.max(1));
    u32::try_from(height).unwrap_or(u32::MAX).max(1)
}

/// The whole of the picture in `file`, as it is seen: turned, and in the colours of the web.
fn whole(file: &Path) -> Result<DynamicImage, PictureError> {
    let bytes = read(file)?;
    let (mut decoder, turned) = decoder(&bytes)?;
    let profile = decoder.icc_profile().ok().flatten();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(turned);
    // A profile that nobody can read changes nothing, as in a browser.
    let seen = profile.and_then(|profile| in_srgb(&picture, &profile));
    Ok(seen.unwrap_or(picture))
}

/// `picture`, whose numbers are meant as the ICC profile `profile` says, in sRGB, which is what a file
/// without a profile is taken for (CSS Color 4, "Untagged"). Telephones of today write Display P3.
fn in_srgb(picture: &DynamicImage, profile: &[u8]) -> Option<DynamicImage> {
    let from = ColorProfile::new_from_slice(profile).ok()?;
    let (layout, pixels) = if picture.color().has_alpha() {
        (Layout::Rgba, picture.to_rgba8().into_raw())
    } else {
        (Layout::Rgb, picture.to_rgb8().into_raw())
    };
    let transform = from
        .create_transform_8bit(
            layout,
            &ColorProfile::new_srgb(),
            layout,
            TransformOptions::default(),
        )
        .ok()?;
    let mut seen = vec![0; pixels.len()];
    transform.transform(&pixels, &mut seen).ok()?;
    let (width, height) = (picture.width(), picture.height());
    match layout {
        Layout::Rgba => RgbaImage::from_raw(width, height, seen).map(DynamicImage::from),
        _ => RgbImage::from_raw(width, height, seen).map(DynamicImage::from),
    }
}

fn read(file: &Path) -> Result<Vec<u8>, PictureError> {
    std::fs::read(file).map_err(|error| PictureError::File(error.to_string()))
}

fn broken(error: impl fmt::Display) -> PictureError {
    PictureError::Broken(error.to_string())
}

/// A decoder of the picture `bytes`, and how it is to be turned (EXIF, "Orientation").
fn decoder(bytes: &[u8]) -> Result<(impl ImageDecoder + '_, Orientation), PictureError> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(broken)?;
    let known = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];
    if !reader
        .format()
        .is_some_and(|format| known.contains(&format))
    {
        return Err(broken("it is neither JPEG nor PNG nor WebP"));
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    if decoder.total_bytes() > MOST_BYTES {
        return Err(broken("it is too large"));
    }
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((decoder, turned))
}

/// The width and height of the picture `bytes` as it is seen, and how it is to be turned for that.
fn seen(bytes: &[u8]) -> Result<((u32, u32), Orientation), PictureError> {
    let (decoder, turned) = decoder(bytes)?;
    let (width, height) = decoder.dimensions();
    let lies = matches!(
        turned,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    Ok((
        if lies {
            (height, width)
        } else {
            (width, height)
        },
        turned,
    ))
}

/// The picture in `file` in each of `widths`, in pixels, as WebP without what else the file says.
pub(super) fn rendered(file: &Path, widths: &[u32]) -> Result<Vec<Vec<u8>>, PictureError> {
    let whole = whole(file)?;
    widths.iter().map(|width| webp(&whole, *width)).collect()
}

fn webp(whole: &DynamicImage, width: u32) -> Result<Vec<u8>, PictureError> {
    let height = height_at((whole.width(), whole.height()), width);
    let picture = whole.resize_exact(width, height, FilterType::Lanczos3);
    let encoded = if picture.color().has_alpha() {
        let pixels = picture.to_rgba8();
        webp::Encoder::from_rgba(&pixels, width, height).encode_simple(false, QUALITY)
    } else {
        let pixels = picture.to_rgb8();
        webp::Encoder::from_rgb(&pixels, width, height).encode_simple(false, QUALITY)
    };
    let encoded =
        encoded.map_err(|error| broken(format!("it cannot be written as WebP: {error:?}")))?;
    Ok(encoded.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of this name in a folder of its own.
    fn file(name: &str, bytes: &[u8]) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("peyk-pictures-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// A picture whose upper half is red, in this format.
    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let pixels = image::RgbImage::from_fn(width, height, |_, y| {
            image::Rgb(if y < height / 2 {
                [250, 0, 0]
            } else {
                [0, 0, 250]
            })
        });
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::from(pixels)
            .write_to(&mut bytes, format)
            .unwrap();
        bytes.into_inner()
    }

    /// `jpeg` with an EXIF block that says how to turn it.
    fn turned(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let exif = [
            b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(),
            &[orientation],
            b"\0\0\0\0\0\0",
        ]
        .concat();
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], b"\xff\xe1", &length, &exif, &jpeg[2..]].concat()
    }

    #[test]
    fn colours_of_a_profile_are_those_of_the_web() {
        use image::ImageEncoder;
        use image::codecs::png::PngEncoder;
        let written = |profile: Option<Vec<u8>>, name: &str| {
            let mut bytes = Vec::new();
            let mut encoder = PngEncoder::new(&mut bytes);
            if let Some(profile) = profile {
                encoder.set_icc_profile(profile).unwrap();
            }
            let pixels = image::RgbImage::from_pixel(400, 40, image::Rgb([100, 150, 100]));
            encoder
                .write_image(&pixels, 400, 40, image::ExtendedColorType::Rgb8)
                .unwrap();
            let webp = one(&file(name, &bytes), 360);
            let seen = image::load_from_memory(&webp).unwrap().to_rgb8();
            seen.get_pixel(180, 20).0
        };
        let p3 = ColorProfile::new_display_p3().encode().unwrap();
        let [red, green, _] = written(Some(p3), "p3.png");
        assert!(red < 90 && green.abs_diff(151) < 5, "{red} {green}");
        for plain in [None, Some(vec![1, 2, 3])] {
            let [red, green, _] = written(plain, "plain.png");
            assert!(red.abs_diff(100) < 5 && green.abs_diff(150) < 5);
        }
    }

    /// The picture in `path` in this width.
    fn one(path: &Path, width: u32) -> Vec<u8> {
        rendered(path, &[width]).unwrap().remove(0)
    }

    fn decoded(bytes: &[u8]) -> image::RgbImage {
        image::load_from_memory_with_format(bytes, ImageFormat::WebP)
            .unwrap()
            .to_rgb8()
    }

    #[test]
    fn a_picture_has_the_widths_below_its_own_and_the_same_bytes_each_time() {
        for (width, widths) in [
            (2000, vec![360, 720, 1280]),
            (1000, vec![360, 720]),
            (200, vec![]),
        ] {
            let path = file(
                &format!("{width}.jpg"),
                &picture(width, width / 2, ImageFormat::Jpeg),
            );
            let local = local(&path).unwrap().unwrap();
            assert_eq!(local.size, (width, width / 2));
            let made: Vec<u32> = local.renditions.iter().map(|(_, width)| *width).collect();
            assert_eq!(made, widths);
            for (name, width) in &local.renditions {
                assert!(crate::publish::answer::is_hashed(name), "{name}");
                let webp = one(&path, *width);
                assert_eq!(decoded(&webp).dimensions(), (*width, *width / 2));
                assert_eq!(one(&path, *width), webp);
            }
        }
    }

    #[test]
    fn a_picture_stands_as_the_camera_was_held() {
        let lying = picture(800, 400, ImageFormat::Jpeg);
        let path = file("turned.jpg", &turned(&lying, 6));
        assert_eq!(local(&path).unwrap().unwrap().size, (400, 800));
        let upright = decoded(&one(&path, 360));
        assert_eq!(upright.dimensions(), (360, 720));
        // What was above is at the right.
        assert!(upright.get_pixel(350, 360).0[0] > 200 && upright.get_pixel(10, 360).0[0] < 50);
    }

    #[test]
    fn what_is_no_still_photograph_stays_as_it_is() {
        for (name, bytes) in [("a.gif", b"GIF89a".as_slice()), ("a.svg", b"<svg/>")] {
            assert_eq!(local(&file(name, bytes)), Ok(None), "{name}");
        }
        assert!(matches!(
            local(&file("a.jpg", b"text")),
            Err(PictureError::Broken(_))
        ));
        let mut cut = picture(900, 900, ImageFormat::Png);
        cut.truncate(300);
        assert!(rendered(&file("cut.png", &cut), &[360]).is_err());
        assert!(matches!(
            local(Path::new("/none.jpg")),
            Err(PictureError::File(_))
        ));
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        // The head of a PNG of 60,000 × 60,000 pixels.
        let mut png = picture(8, 8, ImageFormat::Png);
        png[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let check = crc(&png[12..29]);
        png[29..33].copy_from_slice(&check.to_be_bytes());
        assert!(matches!(
            local(&file("bomb.png", &png)),
            Err(PictureError::Broken(_))
        ));
    }

    /// The check sum of a PNG's chunk (PNG, "CRC algorithm").
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 {
                    0xedb8_8320 ^ (crc >> 1)
                } else {
                    crc >> 1
                }
            })
        })
    }
}
